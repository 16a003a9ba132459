import { basename } from 'node:path'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type Scenario, scenario } from '../../scenarios/scenario.ts'
import { readCaseFile } from './case-file.ts'
import { scriptOfCase } from './replay-case.ts'
import type { Script } from './script.ts'
import { historyIn } from './shrink-folder.ts'

/** What a scenario that is a case does, move by move; it stays with every copy of the scenario. */
const moves = Symbol('moves')

type CaseScenario = Scenario & { readonly [moves]?: Script }

/**
 * The case of a folder as a scenario, which does the same to a store whatever the seed.
 * @throws PlumblineError bad-scenario where the folder holds no case that can be run
 */
export async function loadCaseScenario(dir: string): Promise<Scenario> {
  const file = await readCaseFile(dir)
  if (file === null || file.moves === null) {
    throw new PlumblineError(
      'bad-scenario',
      `${dir} holds no case that can be run again: make one with new-scenario --from`,
    )
  }
  const script = scriptOfCase(await historyIn(dir), file) as Script
  const made: CaseScenario = {
    ...scenario(basename(dir), {
      features: script.definitions,
      services: script.services,
      records: script.actions.flatMap(action => (action.kind === 'append' ? action.records : [])),
      questions: [],
      train: script.train,
      mustHappen: file.side === 'online' ? { cellsCompared: 1 } : { probes: 1 },
    }),
    [moves]: script,
  }
  return made
}

/** The moves of a scenario that is a case; null for any other. */
export function caseScript(of: CaseScenario): Script | null {
  return of[moves] ?? null
}
