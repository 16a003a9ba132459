import { join } from 'node:path'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { targetName } from '../../features/target.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { measureMarks } from '../coverage/measure-marks.ts'
import { gatherPart } from '../diff/tally-part.ts'
import { runPairs } from '../drift/pairs/run-pairs.ts'
import type { GuardOptions } from '../drive/guarded-store.ts'
import { nothingHappened } from '../drive/must-happen.ts'
import { whyNotRun } from '../drive/not-run.ts'
import { exhaustiveJob } from '../exhaustive/exhaustive-report.ts'
import { recordsOf } from '../exhaustive/exhaustive-scenario.ts'
import type { History } from '../history/history.ts'
import { writeHistory } from '../history/write-history.ts'
import { relateRun } from '../metamorphic/relate-run.ts'
import { writeMoves } from '../shrink/case-file.ts'
import { type KeptOptions, keepRun } from './kept-runs.ts'
import type { OpenStore } from './load-store.ts'
import { runFolder } from './run-folder-name.ts'
import { type Run, runOnce } from './run-once.ts'
import type { Job, RunReport } from './run-report.ts'

/** What every job of a suite is done with. */
export interface SuiteOptions extends KeptOptions {
  readonly scenarios: readonly Scenario[]
  readonly seed: number
  /** One run in so many asks the store for its training values. */
  readonly trainedEvery: number
  readonly open: OpenStore
  /** Path of the store; absent or null: the reference store. */
  readonly storePath?: string | null
  /** Folder that takes Histories. */
  readonly dir: string
  /** Suspect runs of one scenario whose History is kept; absent: `suspectsKept`. */
  readonly keptMax?: number
  readonly guard: Omit<GuardOptions, 'signal'>
  /** Folder that takes what was recorded of a run that failed; absent: nothing is kept of it. */
  readonly failedDir?: string
}

/** Suspect runs of one scenario whose History is kept, beside that of the first seed. */
export const suspectsKept = 3

/** One run in so many at least is audited again from its files, however many runs there are. */
const recheckedEvery = 50

/** Whether a run is of the sample that both evaluators recompute whole; the first run of each scenario is. */
export function isRechecked(run: number, trainedEvery: number): boolean {
  return run % Math.max(recheckedEvery, trainedEvery) === 0
}

/**
 * Does jobs one after another. It keeps the Histories of a sample of each scenario's runs, the first one among them, and of the first suspect ones
 * that it meets: jobs of a scenario come in the order of their seeds, so the first of all are among them.
 */
export function suiteJobs(setting: SuiteOptions): (job: Job) => Promise<RunReport> {
  const suspects = new Map<number, number>()
  return async job => {
    const scenario = setting.scenarios[job.scenario] as Scenario
    const records = recordsOf(scenario)
    if (records !== null) return exhaustiveJob(setting, job, records)
    const why = await whyNot(setting, scenario)
    if (why !== null) return skippedReport(job, scenario, why)
    const seed = setting.seed + job.run
    const train = job.run % setting.trainedEvery === 0
    const run = await runNamed(
      setting,
      scenario,
      seed,
      train,
      runFolder(setting.scenarios, job, setting.seed),
    )
    const before = suspects.get(job.scenario) ?? 0
    if (run.suspect) suspects.set(job.scenario, before + 1)
    const isKept =
      isRechecked(job.run, setting.trainedEvery) ||
      (run.suspect && before < (setting.keptMax ?? suspectsKept))
    return reportOf(setting, job, run, isKept)
  }
}

/** Why a scenario says nothing of the store; only those that ask for more than any store has are held against it. */
async function whyNot({ open }: SuiteOptions, scenario: Scenario): Promise<Unrun | null> {
  if (scenario.faults.length === 0 && (scenario.regions ?? null) === null) return null
  const store = await open()
  const reason = whyNotRun(scenario, store)
  const { name, stack } = store.capabilities
  return reason === null ? null : { reason, store: { name, stack } }
}

interface Unrun {
  readonly reason: string
  readonly store: RunReport['store']
}

function skippedReport(job: Job, { name }: Scenario, { reason, store }: Unrun): RunReport {
  return {
    job,
    skipped: reason,
    store,
    part: gatherPart(name, 0).part(),
    pairs: [],
    trainedRows: [],
    happened: nothingHappened(),
    notRun: [],
    log: [],
    trained: false,
    suspect: false,
    unsettled: 0,
    kept: null,
  }
}

/** Runs of each scenario whose marks are measured: more of them cost time and tell little more. */
const markedRuns = 10

/** One run in so many of a scenario that says so is related to others. */
const relatedEvery = 5

async function relatedOf(
  { scenarios, open, guard, signal, dir }: SuiteOptions,
  job: Job,
  run: Run,
  name: string,
) {
  const isRelated = scenarios[job.scenario]?.relate === true && job.run % relatedEvery === 0
  return isRelated ? relateRun(run, { open, guard: { ...guard, signal }, dir, name }) : []
}

/** A failure says in which run it happened, so that the run can be done again by itself. */
async function runNamed(
  { open, signal, guard, failedDir }: SuiteOptions,
  scenario: Scenario,
  seed: number,
  train: boolean,
  folder: string,
): Promise<Run> {
  let kept = ''
  const keep = async (history: History) => {
    if (failedDir === undefined) return
    const dir = join(failedDir, folder)
    await writeHistory(history, dir, { replace: true })
    kept = `; the History so far is in ${dir}`
  }
  try {
    return await runOnce({ ...scenario, train: scenario.train && train }, seed, open, {
      ...guard,
      signal,
      keep,
    })
  } catch (error) {
    if (!(error instanceof PlumblineError) || error.code === 'interrupted') throw error
    const message = `${error.message} (in ${scenario.name} with --seed ${seed}${kept})`
    throw new PlumblineError(error.code, message, { cause: error.cause })
  }
}

async function reportOf(setting: SuiteOptions, job: Job, run: Run, isKept: boolean): Promise<RunReport> {
  const { scenario, seed, store } = run.history.page
  const gatherer = gatherPart(scenario, seed)
  for (const row of run.judged.rows) gatherer.add(row)
  const part = gatherer.part()
  const folder = runFolder(setting.scenarios, job, setting.seed)
  const kept = isKept
    ? { folder, selfCheck: await keepRun(run.history, part, join(setting.dir, folder), setting) }
    : null
  if (isKept && run.suspect) {
    await writeMoves(join(setting.dir, folder), { store: setting.storePath ?? null, moves: run.moves })
  }
  return {
    job,
    part,
    pairs: runPairs(run.judged.rows),
    trainedRows: run.history.tables.flatMap(({ target, served, training }) => {
      return training === null ? [] : [{ target: targetName(target), served, training }]
    }),
    happened: run.happened,
    notRun: run.notRun,
    log: run.log,
    ...(job.run < markedRuns ? { marks: measureMarks(run) } : {}),
    related: await relatedOf(setting, job, run, folder),
    trained: run.history.tables.some(table => table.training !== null),
    suspect: run.suspect,
    unsettled: run.unsettled,
    ...(run.suspect || run.unsettled > 0 ? { drawn: run.history.page.options } : {}),
    regions: run.regions,
    store: store as NonNullable<typeof store>,
    kept,
  }
}
