import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { GuardedProgram } from './guarded-program.ts'
import { type IsAnswering, untilAnswering } from './is-answering.ts'
import { outputFile, type Program } from './program.ts'
import type { Service, ServiceName } from './service.ts'

/** A service that can be run as a program on this machine. */
export interface LocalRecipe {
  readonly name: ServiceName
  /** Makes ready to run in a folder that exists and is empty; called anew, with other ports, after a failed start. */
  prepare(folder: string): Promise<Prepared>
}

export interface Prepared {
  readonly program: Program
  readonly address: string
  readonly isAnswering: IsAnswering
}

/** A port that was free may be taken by the time it is listened on. */
const triesMax = 3

/**
 * Runs a program until `close` or the end of this process.
 * @throws PlumblineError `infrastructure` with the last thing that the program said, where it does not come up.
 */
export async function startLocalService(recipe: LocalRecipe, sentence: string): Promise<Service> {
  let reason = ''
  for (let tries = 0; tries < triesMax; tries++) {
    const folder = mkdtempSync(join(tmpdir(), `plumbline-${recipe.name}-`))
    let prepared: Prepared
    try {
      prepared = await recipe.prepare(folder)
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
    const guarded = new GuardedProgram(prepared.program)
    try {
      await guarded.order('start')
    } catch (error) {
      await guarded.close()
      throw error
    }
    const failure = await comeUp(guarded, prepared)
    if (failure === null) return serviceOf(recipe.name, prepared, guarded, sentence)
    reason = failure
    await guarded.close()
  }
  throw new PlumblineError('infrastructure', `a local ${recipe.name} did not start: ${reason}`)
}

function serviceOf(
  name: ServiceName,
  prepared: Prepared,
  guarded: GuardedProgram,
  sentence: string,
): Service {
  return {
    name,
    origin: 'local',
    address: prepared.address,
    sentence,
    control: {
      start: async () => {
        await guarded.order('start')
        const failure = await comeUp(guarded, prepared)
        if (failure !== null)
          throw new PlumblineError('infrastructure', `${name} did not start again: ${failure}`)
      },
      stop: async () => void (await guarded.order('stop')),
      kill: async () => void (await guarded.order('kill')),
      pause: async () => void (await guarded.order('pause')),
      resume: async () => void (await guarded.order('resume')),
    },
    close: () => guarded.close(),
  }
}

function comeUp(guarded: GuardedProgram, { program, isAnswering }: Prepared): Promise<string | null> {
  const ended = async () => ((await guarded.order('running')) ? null : lastOutput(program.folder))
  return untilAnswering(isAnswering, ended)
}

/** The last line that a program wrote, or that it wrote none. */
export function lastOutput(folder: string): string {
  try {
    const lines = readFileSync(join(folder, outputFile), 'utf8').trim().split('\n')
    return lines.at(-1) === '' ? 'it ended and said nothing' : `it ended with “${lines.at(-1)}”`
  } catch {
    return 'it ended and said nothing'
  }
}
