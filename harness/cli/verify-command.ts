import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Target } from '../../features/target.ts'
import type { Result } from '../../reports/result.ts'
import type { DatasetScenario } from '../../scenarios/dataset-scenario.ts'
import { scenarioTargets } from '../../scenarios/scenario.ts'
import type { DriftAsked } from '../drift/drift-asked.ts'
import { drawPictures } from '../picture/draw-pictures.ts'
import type { AskedSuppressions } from '../verdict/suppressions.ts'
import { findScenarios } from '../verify/find-scenario.ts'
import { realStorePath, referenceStorePath, requireStoreFile } from '../verify/load-store.ts'
import { verifySuite } from '../verify/verify-suite.ts'
import { canaryFor } from './canary-for.ts'
import { openChildPool } from './child-pool.ts'
import { driftAsked, driftFlag } from './drift-config.ts'
import { durationFlag } from './duration-flag.ts'
import { addExamples } from './examples.ts'
import { findDataset } from './find-dataset.ts'
import { interruptible } from './interruption.ts'
import { addLatencyStageOptions, type LatencyStageFlags, latencyStage } from './latency-stage.ts'
import { listScenarios } from './list-scenarios.ts'
import { budgetOption, durationOption, memoryFlag, wholeNumber } from './option-values.ts'
import { type Progress, progressFor } from './progress.ts'
import { withProofRecord } from './proof-record.ts'
import { readSuppressions, suppressionsFlag } from './read-suppressions.ts'
import { verifyFolder, writeRunFolder } from './run-folder.ts'
import { showResult } from './show-result.ts'
import type { Verb } from './verb.ts'
import { verifyData } from './verify-data.ts'
import { addExtentOptions, type ExtentFlags, extentOf, keptForMinutes, watchesOf } from './verify-extent.ts'
import { toolVersions } from './versions.ts'
import { writeResult } from './write-result.ts'

interface VerifyFlags extends ExtentFlags, LatencyStageFlags {
  readonly store?: string
  readonly workers?: number
  readonly timeout?: number
  readonly memory: number
  readonly out?: string
  readonly freshness?: number
  readonly lateBudget?: number
  readonly drift?: string
  readonly shrink: number
  readonly suppressions?: string
  readonly list?: true
  readonly json?: true
}

/** µs that a store may take for one call unless told otherwise. */
const timeoutDefault = 60_000_000

/** µs for making failures smaller. */
const shrinkDefault = 20_000_000

/** Where what was recorded of a failed run goes unless `--out` says otherwise. */
const failedDir = join('.plumbline', 'failed')

/** One run in so many asks the store for its training values: a batch join takes as long as ten runs. */
function trainedEveryOf(runs: number): number {
  return Math.max(10, Math.ceil(runs / 40))
}

/** Runs that a run by time is taken for where training is spread over runs. */
const trainedForMinutes = 10_000

/** `verify`: drive a store through scenarios and audit what it served. */
export const verifyCommand: Verb = (program, done) => {
  const command = addExtentOptions(
    program
      .command('verify')
      .description(
        'drive a store through scenarios, recompute every served value point-in-time, and judge the difference',
      ),
  )
    .option(
      '--store <store>',
      'a module that makes a store, exec:PROGRAM, an HTTP mapping (.json), or feast (default: the reference store, simulated)',
    )
    .option(
      '--real',
      'the reference store on Kafka, Redis and HTTP, in processes of its own, instead of the simulated one',
    )
    .option(
      '--workers <n>',
      'processes that do runs side by side (default: every core for a store that says it is isolated, else 1)',
      wholeNumber(1),
    )
    .option('--timeout <duration>', 'how long a store may take for one call (default: 60s)', durationOption)
    .addOption(memoryFlag('2GB'))
    .option('--out <dir>', 'where to write (default: the next number under .plumbline/runs)')
    .option(
      '--freshness <duration>',
      'fail where a stale value lags more than this, such as 5s',
      durationOption,
    )
    .option(
      '--late-budget <share>',
      'fail where more of a feature’s rows than this are late data, such as 1%',
      budgetOption,
    )
    .option(...driftFlag)
    .option(...suppressionsFlag)
    .addOption(
      durationFlag(
        '--shrink <duration>',
        'how long failures may be made smaller, all together; 0s: not at all',
        shrinkDefault,
      ),
    )
    .option('--list', 'list the scenarios and what must happen in each')
    .option('--json', 'print result.json instead of the report')
    .action(async (flags: VerifyFlags, command: Command) => {
      if (flags.list) return done(listScenarios(flags.json === true))
      const dataset = findDataset(flags.scenario ?? [], command)
      done(await interruptible(signal => verify(flags, dataset, signal)))
    })
  addLatencyStageOptions(command)
  addExamples(command, [
    ['the suite, ten seeds of each scenario', 'verify'],
    ['one run, as a report named it', 'verify --scenario late-events --seed 42 --runs 1'],
    ['a scenario and a store of your own', 'verify --scenario ./hot-account.ts --store ./my-store.ts'],
    ['every small history under every interleaving', 'verify --exhaustive 3'],
    ['for an hour, whatever the seeds bring', 'verify --scenario swarm --minutes 60'],
    ['on Kafka and Redis, with faults', 'verify --real'],
    ['for a machine', 'verify --runs 500 --json --out result-folder > result.json'],
  ])
}

async function verify(
  flags: VerifyFlags,
  dataset: DatasetScenario | null,
  signal: AbortSignal,
): Promise<number> {
  const progress = progressFor()
  try {
    const made: Result[] = []
    const write = async (dir: string, place: string) => {
      const addLatency = await latencyStage(flags, { signal, onProgress: progress.update })
      const judged =
        dataset === null
          ? await runSuite(flags, dir, running)
          : await runDataset(flags, dataset, dir, running)
      const pictures = await drawPictures(judged, dir)
      const result = await withProofRecord(addLatency({ ...judged, pictures }))
      await writeResult(dir, result, place)
      made.push(result)
    }
    // Before anything is written: what cannot be found is said at once.
    await requireStoreFile(storePath(flags))
    const running = {
      progress,
      signal,
      drift: await driftAsked(flags.drift, await targetsOf(flags, dataset)),
      suppressions: await readSuppressions(flags.suppressions, Date.now()),
    }
    const dir = await writeRunFolder(flags.out ?? null, verifyFolder, write)
    progress.end()
    const result = made[0] as Result
    const paths = { histories: dir, report: join(dir, 'report.html'), result: join(dir, 'result.json') }
    showResult(result, { json: flags.json === true, paths })
    return result.exitCode
  } finally {
    progress.end()
  }
}

async function targetsOf(flags: VerifyFlags, dataset: DatasetScenario | null): Promise<readonly Target[]> {
  if (dataset !== null) return [{ kind: 'document', definitions: dataset.definitions }]
  return (await findScenarios((await extentOf(flags)).names)).flatMap(scenarioTargets)
}

interface Running {
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly drift: DriftAsked
  readonly suppressions: AskedSuppressions | undefined
}

/** What both ways to verify are told. */
function common(flags: VerifyFlags, { progress, signal, drift, suppressions }: Running) {
  return {
    budgets: {
      freshnessSlo: flags.freshness ?? null,
      lateDataShare: flags.lateBudget ?? null,
      suppressions,
    },
    versions: toolVersions(),
    drift,
    onProgress: progress.update,
    signal,
    now: () => performance.now(),
  }
}

function callTimeoutMs({ timeout = timeoutDefault }: VerifyFlags): number {
  return timeout / 1_000
}

/** @throws PlumblineError usage where two stores are asked for */
function storePath({ store, real }: VerifyFlags): string {
  if (real === undefined) return store ?? referenceStorePath
  if (store === undefined) return realStorePath
  throw new PlumblineError('usage', '--real is the reference store, and --store names another: leave one out')
}

async function runSuite(flags: VerifyFlags, dir: string, running: Running): Promise<Result> {
  const { progress, signal } = running
  const extent = await extentOf(flags)
  const { names, seed, runs, minutes } = extent
  const scenarios = await findScenarios(names)
  const options = common(flags, running)
  const trainedEvery = trainedEveryOf(minutes === null ? runs : trainedForMinutes)
  const kept = minutes === null ? {} : { keptMax: keptForMinutes }
  progress.update('loading the store')
  const runner = await openChildPool({
    setting: {
      scenarios: names,
      store: storePath(flags),
      seed,
      trainedEvery,
      dir,
      ...kept,
      // What one run leaves idle another may meet: suppressions are held against all of them together.
      budgets: { ...options.budgets, suppressions: undefined },
      versions: options.versions,
      callTimeoutMs: callTimeoutMs(flags),
      failedDir: flags.out === undefined ? failedDir : `${flags.out}-failed`,
      memory: flags.memory,
    },
    workers: flags.workers ?? null,
    cores: availableParallelism(),
    jobs: scenarios.length * runs,
    signal,
  })
  try {
    const shrinkMs = flags.shrink / 1_000
    const plantCanary = () => canaryFor(seed)
    const { watches, told } = watchesOf(scenarios, extent, options.now)
    return await verifySuite({
      ...options,
      ...kept,
      ...(minutes === null ? {} : { until: options.now() + minutes * 60_000 }),
      watches,
      onProgress: line => progress.update(told() + line),
      plantCanary,
      scenarios,
      seed,
      runs,
      trainedEvery,
      runner,
      dir,
      shrinkMs,
    })
  } finally {
    await runner.close()
  }
}

async function runDataset(
  flags: VerifyFlags,
  scenario: DatasetScenario,
  dir: string,
  running: Running,
): Promise<Result> {
  return verifyData({
    ...common(flags, running),
    scenario,
    store: storePath(flags),
    workers: flags.workers ?? null,
    callTimeoutMs: callTimeoutMs(flags),
    memory: flags.memory,
    dir,
    canary: await canaryFor(flags.seed),
  })
}
