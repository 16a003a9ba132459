import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { targetDocuments } from '../../features/target.ts'
import type { Canary, RelationResult, Result } from '../../reports/result.ts'
import { type Scenario, scenarioTargets } from '../../scenarios/scenario.ts'
import type { SelfCheck } from '../audit/self-check.ts'
import { diagnoseFolders } from '../diagnose/diagnose-folders.ts'
import type { Diagnosis } from '../diagnose/diagnosis.ts'
import { openMismatchWriter } from '../diff/mismatch-writer.ts'
import { createTally, type Tally } from '../diff/tally.ts'
import type { DriftAsked } from '../drift/drift-asked.ts'
import { openDatabase } from '../history/open-database.ts'
import { addRegionFacts, type RegionFacts } from '../regions/region-facts.ts'
import { buildResult, mismatchesKept } from '../verdict/build-result.ts'
import type { RunFacts } from '../verdict/run-facts.ts'
import { inOrder } from './in-order.ts'
import type { Job, JobRunner, RunReport } from './run-report.ts'
import { createRunTotals, type RunTotals } from './run-totals.ts'
import type { RunWatch } from './run-watch.ts'
import { type SuspectRun, shrinkFailures } from './shrink-failures.ts'
import { createSuiteDrift, type SuiteDrift } from './suite-drift.ts'
import { isRechecked, suspectsKept } from './suite-jobs.ts'

export interface VerifyOptions {
  readonly scenarios: readonly Scenario[]
  readonly seed: number
  /** Seeds of each scenario: `seed`, `seed` + 1, … */
  readonly runs: number
  /** One run in so many asks the store for its training values. */
  readonly trainedEvery: number
  readonly runner: JobRunner
  /** Folder that takes Histories and `mismatches.parquet`; it exists, and holds what the runner writes there. */
  readonly dir: string
  /** How long failures may be made smaller, all together, ms. */
  readonly shrinkMs: number
  readonly budgets: RunFacts['budgets']
  /** How the drift stage is configured; absent: by the defaults. */
  readonly drift?: DriftAsked
  /** Until when seeds are begun, by `now` (ms), all scenarios in turn; absent: `runs` seeds of each, one after another. */
  readonly until?: number
  /** Suspect runs of one scenario whose History is kept; absent: `suspectsKept`. */
  readonly keptMax?: number
  /** Who else looks at every run. */
  readonly watches?: readonly RunWatch[]
  /** Runs a store with a known bug beside the one judged. */
  readonly plantCanary: () => Promise<Canary>
  readonly versions: Readonly<Record<string, string>>
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
  /** The machine's clock, ms. */
  readonly now: () => number
}

/** Memory for the mismatches of a run; beyond it they go to disk. */
const memory = '512MB'

/** Runs that may be done before their turn comes, for each that is done at a time. */
const aheadEach = 16

/** What the reports of a suite add up to. */
interface Sums {
  readonly tally: Tally
  readonly totals: RunTotals
  readonly drift: SuiteDrift
  readonly self: { sampled: number; disagreements: number }
  /** Suspect runs whose Histories are kept. */
  readonly suspects: SuspectRun[]
  unsettled: number
  /** Seeds of the scenario with most. */
  runs: number
  regions: RegionFacts | null
  store: RunReport['store'] | null
  trained: boolean
}

/**
 * Drives a store through scenarios, seed by seed, and judges every cell. The first run of each scenario, every fiftieth or less,
 * and the first suspect ones, are written as Histories and audited again from their files by the indexed evaluator. The result does not
 * depend on how many runs are done at a time.
 * @throws PlumblineError what the store or the signal throws
 */
export async function verifySuite(options: VerifyOptions): Promise<Result> {
  const started = options.now()
  const database = await openDatabase({ settings: { memory_limit: memory } })
  try {
    const targets = options.scenarios.flatMap(scenarioTargets)
    const writer = await openMismatchWriter(database.connection, targets)
    const sums: Sums = {
      tally: createTally({
        mismatchesKept,
        freshnessSlo: options.budgets.freshnessSlo,
        sink: mismatch => writer.add(mismatch),
      }),
      totals: createRunTotals(),
      drift: createSuiteDrift(options.drift),
      self: { sampled: 0, disagreements: 0 },
      suspects: [],
      unsettled: 0,
      runs: 0,
      regions: null,
      store: null,
      trained: false,
    }
    // While the other processes work this one waits: a canary costs no time.
    const [canary] = await Promise.all([options.plantCanary(), sumUp(options, sums)])
    const drift = await sums.drift.findings(database, options)
    const diagnosis = await diagnose(options, sums)
    const facts = factsOf(options, sums, drift, options.now() - started)
    const { cases, notes } = await shrinkFailures({
      ...options,
      diagnosis,
      suspects: sums.suspects,
      timeMs: options.shrinkMs,
    })
    const all = { ...facts, notes: [...facts.notes, ...notes], diagnosis, cases, canary }
    const result = buildResult(sums.tally.result(), all)
    options.onProgress('writing mismatches.parquet')
    await writer.finish(join(options.dir, 'mismatches.parquet'), diagnosis.cells)
    return result
  } finally {
    database.close()
  }
}

/** Adds every run up, in the order of scenarios and seeds. */
async function sumUp(options: VerifyOptions, sums: Sums): Promise<void> {
  const { scenarios, runner, signal, onProgress, seed } = options
  const suspects = new Map<number, number>()
  onProgress(`${scenarios[0]?.name}, seed ${seed}`)
  for await (const report of inOrder(jobsOf(options), runner.width * aheadEach, runner.run)) {
    signal.throwIfAborted()
    const { job } = report
    const scenario = scenarios[job.scenario] as Scenario
    sums.store = report.store
    sums.runs = Math.max(sums.runs, job.run + 1)
    if (report.skipped !== undefined) {
      sums.totals.skip(scenario, report.skipped)
      continue
    }
    sums.tally.merge(report.part)
    sums.regions = addRegionFacts(sums.regions, report.regions ?? null)
    sums.totals.add(scenario, report)
    sums.drift.add(scenario, report)
    sums.trained ||= report.trained
    const before = suspects.get(job.scenario) ?? 0
    if (report.suspect) suspects.set(job.scenario, before + 1)
    sums.unsettled += report.unsettled
    for (const watch of options.watches ?? []) watch.add(report)
    await settleKept(options, report, before, sums)
    onProgress(progressLine(options, job))
  }
}

function* jobsOf({ scenarios, runs, until, now }: VerifyOptions): Generator<Job> {
  if (until === undefined) {
    for (const scenario of scenarios.keys()) {
      for (let run = 0; run < runs; run++) yield { scenario, run }
    }
    return
  }
  // The first seed of each in any case, so that no scenario is listed of which nothing was run.
  for (let run = 0; run === 0 || now() < until; run++) {
    for (const scenario of scenarios.keys()) {
      if (run > 0 && now() >= until) return
      yield { scenario, run }
    }
  }
}

function progressLine({ scenarios, seed, runs, until }: VerifyOptions, { scenario, run }: Job): string {
  const name = (scenarios[scenario] as Scenario).name
  if (until !== undefined) return `${name}, seed ${seed + run}`
  return `${name} (${scenario + 1} of ${scenarios.length}), seed ${seed + run}, ${run + 1} of ${runs} runs`
}

/**
 * Several processes keep more suspect runs than one would, and runs of the sample were kept to be audited again: those beyond
 * the first few go again.
 */
async function settleKept(
  { dir, scenarios, seed, trainedEvery, keptMax = suspectsKept }: VerifyOptions,
  { job, kept, suspect }: RunReport,
  suspectsBefore: number,
  { self, suspects }: Sums,
): Promise<void> {
  if (kept === null) return
  const stays = job.run === 0 || (suspect && suspectsBefore < keptMax)
  if (stays || isRechecked(job.run, trainedEvery)) addSelfCheck(self, kept.selfCheck)
  if (stays) {
    // What few of them say of causes, all of them say.
    if (suspect && suspectsBefore < suspectsKept)
      suspects.push({
        scenario: (scenarios[job.scenario] as Scenario).name,
        seed: seed + job.run,
        folder: kept.folder,
      })
    return
  }
  await rm(join(dir, kept.folder), { recursive: true, force: true })
}

/** What the suspect runs that were kept come from; nothing is done where there are none. */
async function diagnose({ dir, onProgress, signal }: VerifyOptions, { suspects }: Sums): Promise<Diagnosis> {
  if (suspects.length > 0) onProgress('looking for causes')
  return diagnoseFolders(
    suspects.map(({ folder }) => join(dir, folder)),
    signal,
  )
}

function addSelfCheck(
  total: { sampled: number; disagreements: number },
  { sampled, disagreements }: SelfCheck,
): void {
  total.sampled += sampled
  total.disagreements += disagreements
}

/** A relation that could not be run. */
function notRelated({ relation, notRun }: RelationResult): { what: string; reason: string }[] {
  return notRun === null ? [] : [{ what: `the relation ${relation}`, reason: notRun }]
}

function factsOf(options: VerifyOptions, sums: Sums, drift: RunFacts['drift'], total: number): RunFacts {
  const { scenarios, trainedEvery, seed, watches = [] } = options
  const { runs } = sums
  const documents = [...new Set(scenarios.flatMap(scenarioTargets).flatMap(targetDocuments))]
  const isPart = sums.trained && trainedEvery > 1 && runs > 1
  return {
    budgets: options.budgets,
    log: sums.totals.log(),
    arrivalTimes: true,
    unusedTrainingRows: sums.trained ? 0 : null,
    mustHappen: sums.totals.missed(),
    coverage: sums.totals.coverage(),
    relations: sums.totals.related(),
    selfCheck: sums.self,
    unsettled: sums.unsettled,
    drift,
    regions: sums.regions,
    nothingToProve: sums.totals.nothingRun(),
    sample: null,
    notes: [
      ...(isPart ? [`training values were asked for in one run of ${trainedEvery}`] : []),
      ...watches.flatMap(watch => watch.notes()),
    ],
    notRun: [...sums.totals.notRun(), ...sums.totals.related().flatMap(notRelated)],
    provenance: {
      versions: options.versions,
      options: Object.assign(
        { scenarios: scenarios.map(each => each.name), trainedEvery },
        ...watches.map(watch => watch.options()),
      ),
      store: sums.store,
      definitions: documents.map(({ name, version, hash }) => ({ name, version, hash })),
      seeds: { first: seed, runs },
      durations: { total },
    },
  }
}
