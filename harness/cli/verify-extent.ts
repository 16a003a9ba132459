import type { Command } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { faultSuite, foreignSuite, suite } from '../../scenarios/suite.ts'
import { isFeast } from '../adapters/store-address.ts'
import { recordsMax } from '../exhaustive/alphabet.ts'
import { watchScope } from '../exhaustive/coverage-of-scope.ts'
import { exhaustiveName, sizeOfScope } from '../exhaustive/exhaustive-scenario.ts'
import { watchFailedSeeds } from '../verify/failed-seeds.ts'
import { ownScenarioPaths, regressionPaths } from '../verify/regressions.ts'
import type { RunReport } from '../verify/run-report.ts'
import type { RunWatch } from '../verify/run-watch.ts'
import { each, minutesOption, wholeNumber } from './option-values.ts'

/** What the command line says of what to run, and how much of it. */
export interface ExtentFlags {
  readonly scenario?: readonly string[]
  readonly seed: number
  readonly runs?: number
  readonly minutes?: number
  readonly exhaustive?: number
  readonly real?: true
  readonly store?: string
}

/** Which runs there are. */
export interface Extent {
  /** Names and paths of scenarios. */
  readonly names: readonly string[]
  readonly seed: number
  /** Seeds of each; without an end where a time is given. */
  readonly runs: number
  readonly minutes: number | null
}

/** Suspect runs of a scenario whose Histories are kept where a run goes on for a while. */
export const keptForMinutes = 100

export function addExtentOptions(command: Command): Command {
  return command
    .option(
      '--scenario <name|file>',
      'a scenario of the suite or a scenario file; may be given again (default: all of the suite, and faults with --real)',
      each(String),
    )
    .option('--seed <n>', 'the first seed', wholeNumber(0), 1)
    .option(
      '--runs <n>',
      'seeds of each scenario (default: 10, or 1 with --real or on Feast)',
      wholeNumber(1),
    )
    .option('--minutes <n>', 'seed after seed of every scenario until the time is up', minutesOption)
    .option(
      '--exhaustive <n>',
      `every history of up to n records (1 to ${recordsMax}) of a small alphabet under every interleaving, instead of scenarios`,
      wholeNumber(1),
    )
}

/** @throws PlumblineError usage where options contradict each other or there is no such scope */
export async function extentOf(flags: ExtentFlags): Promise<Extent> {
  const { seed, runs, minutes = null, exhaustive, real, store } = flags
  if (exhaustive !== undefined) return wholeScope(flags, exhaustive)
  if (minutes !== null && runs !== undefined)
    throw new PlumblineError('usage', '--minutes and --runs both say how much to run: leave one out')
  const seeds = runs ?? (real === true || isFeast(store) ? 1 : 10)
  return {
    names: await namesOf(flags),
    seed,
    runs: minutes === null ? seeds : Number.MAX_SAFE_INTEGER,
    minutes,
  }
}

function wholeScope(flags: ExtentFlags, records: number): Extent {
  const { scenario, seed, runs, minutes, real } = flags
  const others = { scenario, runs, minutes, real, seed: seed === 1 ? undefined : seed }
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? []
  if (other !== undefined) {
    throw new PlumblineError(
      'usage',
      `--exhaustive runs all there is of its scope, and --${other} asks for something else: leave one out`,
    )
  }
  if (records > recordsMax) {
    const mend = 'for longer histories there is the scenario swarm'
    throw new PlumblineError(
      'usage',
      `--exhaustive goes up to ${recordsMax} records, not ${records}: ${mend}`,
    )
  }
  return { names: [exhaustiveName(records)], seed: 1, runs: sizeOfScope(records).shards, minutes: null }
}

/** What was asked for; else the suite, and every regression. */
async function namesOf({ scenario, real, store }: ExtentFlags): Promise<readonly string[]> {
  if (scenario !== undefined) return scenario
  if (isFeast(store)) return foreignSuite.map(({ name }) => name)
  const all = real === undefined ? suite : [...suite, ...faultSuite]
  return [...all.map(({ name }) => name), ...(await ownScenarioPaths()), ...(await regressionPaths())]
}

/** Who looks at the runs of an extent, and tells of them as they go on. */
export function watchesOf(
  scenarios: readonly Scenario[],
  { seed, minutes }: Extent,
  now: () => number,
): { readonly watches: readonly RunWatch[]; readonly told: () => string } {
  const scope = watchScope(scenarios)
  const scoped = scope === null ? [] : [scope]
  const failed = watchFailedSeeds(scenarios, seed)
  // A scope that is covered names its failing shards, and draws nothing.
  if (minutes === null) return { watches: scope === null ? [failed] : scoped, told: () => '' }
  const began = now()
  let runs = 0
  let cells = 0
  const met = new Set<string>()
  const counts: RunWatch = {
    add({ part, marks }: RunReport) {
      runs++
      for (const mark of marks?.hit ?? []) met.add(mark)
      for (const column of part.columns) cells += column.cells.compared
    },
    notes: () => [],
    options: () => ({ minutes }),
  }
  return {
    watches: [...scoped, failed, counts],
    told: () => {
      const seconds = Math.max(0.001, (now() - began) / 1_000)
      const left = Math.max(0, Math.ceil(minutes * 60 - seconds))
      const rate = `${(runs / seconds).toFixed(1)} runs and ${Math.round(cells / seconds)} values a second`
      return `${runs} runs, ${rate}, ${met.size} rule edges met, ${failed.count} failed, ${left} s left: `
    },
  }
}
