import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Option } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { feastPython } from '../adapters/feast/find-feast.ts'
import { reproductions } from '../adapters/feast/reproduce.ts'
import { reproductionScript } from '../adapters/feast/reproduction.ts'
import { historyIn } from '../shrink/shrink-folder.ts'
import { addExamples } from './examples.ts'
import type { Verb } from './verb.ts'

interface ReproduceFlags {
  readonly feature?: string
  readonly side?: 'online' | 'offline'
  readonly out?: string
}

/** ms that a script may take. */
const scriptMs = 120_000

/** `reproduce`: a wrong value of Feast as a script of Feast alone, for a bug report. */
export const reproduceCommand: Verb = (program, done) => {
  const command = program
    .command('reproduce')
    .description('write a script in plain Python that shows a wrong value of Feast with Feast alone')
    .argument('<history>', 'a folder with the History of a run of --store feast')
    .option('--feature <name>', 'the feature that is wrong (default: the first one)')
    .addOption(new Option('--side <side>', 'the side that is wrong').choices(['online', 'offline']))
    .option('--out <file>', 'where to write (default: reproduce.py in the folder)')
    .action(async (dir: string, flags: ReproduceFlags) => done(await reproduce(dir, flags)))
  addExamples(command, [
    ['the first wrong value of a run', 'reproduce .plumbline/runs/latest/foreign-out-of-order-1'],
    [
      'a training value',
      'reproduce .plumbline/runs/latest/foreign-ties-1 --side offline --feature the_whole',
    ],
  ])
}

async function reproduce(dir: string, { feature, side, out }: ReproduceFlags): Promise<number> {
  const history = await historyIn(dir)
  if (history.page.store?.name !== 'feast')
    throw new PlumblineError(
      'usage',
      `${dir} is no run of Feast: give a folder that verify --store feast made`,
    )
  const found = reproductions(history, { feature: feature ?? null, side: side ?? null })
  if (found.length === 0)
    throw new PlumblineError('usage', `nothing of that is wrong in ${dir}: see its result.json`)
  const python = await feastPython()
  if (python === null)
    throw new PlumblineError(
      'infrastructure',
      'no Python here can import Feast: run verify --store feast, which installs it',
    )
  const file = out ?? join(dir, 'reproduce.py')
  for (const each of found) {
    await writeFile(file, reproductionScript(each))
    const { code, said } = await run(python, file)
    if (code !== 1) continue
    const events = each.pushes.flat().length
    process.stdout.write(
      `${each.about}\n${said.trim()}\n\nwrote ${file}: ${events} ${events === 1 ? 'event' : 'events'}\n`,
    )
    return 0
  }
  throw new PlumblineError(
    'store-failed',
    `${file} does not show it by Feast alone: it may come from feast serve, or from what else the run pushed`,
  )
}

function run(python: string, file: string): Promise<{ code: number; said: string }> {
  return new Promise(resolve => {
    execFile(python, ['-W', 'ignore', file], { timeout: scriptMs }, (error, stdout, stderr) => {
      const wrong = error !== null && stdout.includes('the difference shows')
      resolve({ code: error === null ? 0 : wrong ? 1 : 2, said: wrong ? stdout : stderr })
    })
  })
}
