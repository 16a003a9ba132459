import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Result } from '../../reports/result.ts'
import type { DatasetScenario } from '../../scenarios/dataset-scenario.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { datasets, suite } from '../../scenarios/suite.ts'
import { loadScenario } from '../drive/load-scenario.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import { verifyDataset } from '../verify/verify-dataset.ts'
import { verifySuite } from '../verify/verify-suite.ts'
import { interruptible } from './interruption.ts'
import { durationOption, each, shareOption, wholeNumber } from './option-values.ts'
import type { Verb } from './run-command-line.ts'
import { writeRunFolder } from './run-folder.ts'
import { progressFor, showResult } from './show-result.ts'
import { toolVersions } from './versions.ts'

interface VerifyFlags {
  readonly scenario?: readonly string[]
  readonly seed: number
  readonly runs: number
  readonly store?: string
  readonly out?: string
  readonly freshness?: number
  readonly lateBudget?: number
  readonly list?: true
  readonly json?: true
}

/** `verify`: drive a store through scenarios and audit what it served. */
export const verifyCommand: Verb = (program, done) => {
  program
    .command('verify')
    .description(
      'drive a store through scenarios, recompute every served value point-in-time, and judge the difference',
    )
    .option(
      '--scenario <name|file>',
      'a scenario of the suite or a scenario file; may be given again (default: all)',
      each(String),
    )
    .option('--seed <n>', 'the first seed', wholeNumber(0), 1)
    .option('--runs <n>', 'seeds of each scenario', wholeNumber(1), 10)
    .option(
      '--store <file>',
      'a module whose default export makes a store (default: the reference store, simulated)',
    )
    .option('--out <dir>', 'where to write (default: the next number under .plumbline/runs)')
    .option(
      '--freshness <duration>',
      'fail where a stale value lags more than this, such as 5s',
      durationOption,
    )
    .option(
      '--late-budget <share>',
      'fail where more of a feature’s rows than this are late data, such as 1%',
      shareOption,
    )
    .option('--list', 'list the scenarios and what must happen in each')
    .option('--json', 'print result.json instead of the report')
    .action(async (flags: VerifyFlags, command: Command) => {
      if (command.args.length > 0)
        throw new PlumblineError(
          'usage',
          `verify takes no argument, but got ${command.args[0]}: name a scenario with --scenario`,
        )
      if (flags.list) return done(listScenarios(flags.json === true))
      done(await interruptible(signal => verify(flags, signal)))
    })
}

async function verify(flags: VerifyFlags, signal: AbortSignal): Promise<number> {
  const dataset = findDataset(flags.scenario ?? [])
  const scenarios =
    dataset === null
      ? await Promise.all((flags.scenario ?? suite.map(each => each.name)).map(findScenario))
      : []
  const open = await loadStore(flags.store ?? referenceStorePath)
  const progress = progressFor(flags.json === true)
  const common = {
    open,
    budgets: { freshnessSlo: flags.freshness ?? null, lateDataShare: flags.lateBudget ?? null },
    versions: toolVersions(),
    onProgress: progress.update,
    signal,
    now: () => performance.now(),
  }
  try {
    const made: Result[] = []
    const dir = await writeRunFolder(flags.out ?? null, async fresh => {
      const result =
        dataset === null
          ? await verifySuite({ ...common, scenarios, seed: flags.seed, runs: flags.runs, dir: fresh })
          : await verifyDataset({
              ...common,
              scenario: dataset,
              recheckRows: 50,
              memory: '1500MB',
              dir: fresh,
            })
      await writeFile(join(fresh, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
      made.push(result)
    })
    progress.end()
    const result = made[0] as Result
    showResult(result, {
      json: flags.json === true,
      paths: { histories: dir, result: join(dir, 'result.json') },
    })
    return result.exitCode
  } finally {
    progress.end()
  }
}

/** A replay of real data runs by itself: its History is too large to stand beside others in one report. */
function findDataset(names: readonly string[]): DatasetScenario | null {
  const found = datasets.find(({ name }) => names.includes(name))
  if (found === undefined) return null
  if (names.length === 1) return found
  throw new PlumblineError(
    'usage',
    `the scenario ${found.name} replays real data and runs by itself: leave the others out`,
  )
}

async function findScenario(name: string): Promise<Scenario> {
  const known = suite.find(scenario => scenario.name === name)
  if (known !== undefined) return known
  if (existsSync(name) || /[/\\.]/.test(name)) return loadScenario(name)
  const names = [...suite, ...datasets].map(scenario => scenario.name)
  throw new PlumblineError('usage', `there is no scenario ${name}: ${suggestName(name, names)}`)
}

function listScenarios(json: boolean): number {
  const rows = suite.map(({ name, mustHappen }) => ({ name, mustHappen }))
  if (json) console.log(JSON.stringify(rows, null, 2))
  else {
    for (const { name, mustHappen } of rows) {
      console.log(
        `${name.padEnd(16)} ${Object.entries(mustHappen)
          .map(([what, times]) => `${what} ≥ ${times}`)
          .join(', ')}`,
      )
    }
  }
  if (!json)
    for (const { name, about } of datasets) console.log(`${name.padEnd(16)} ${about} (runs by name only)`)
  return 0
}
