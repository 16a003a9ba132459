import { join } from 'node:path'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { targetName } from '../../features/target.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { gatherPart } from '../diff/tally-part.ts'
import { runPairs } from '../drift/pairs/run-pairs.ts'
import type { GuardOptions } from '../drive/guarded-store.ts'
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
  readonly guard: Omit<GuardOptions, 'signal'>
}

/** Suspect runs of one scenario whose History is kept, beside that of the first seed. */
export const suspectsKept = 3

/**
 * Does jobs one after another. It keeps the Histories of the first run of each scenario and of the first suspect ones
 * that it meets: jobs of a scenario come in the order of their seeds, so the first of all are among them.
 */
export function suiteJobs(setting: SuiteOptions): (job: Job) => Promise<RunReport> {
  const suspects = new Map<number, number>()
  return async job => {
    const scenario = setting.scenarios[job.scenario] as Scenario
    const seed = setting.seed + job.run
    const run = await runNamed(setting, scenario, seed, job.run % setting.trainedEvery === 0)
    const before = suspects.get(job.scenario) ?? 0
    if (run.suspect) suspects.set(job.scenario, before + 1)
    const isKept = job.run === 0 || (run.suspect && before < suspectsKept)
    return reportOf(setting, job, run, isKept)
  }
}

/** A failure says in which run it happened, so that the run can be done again by itself. */
async function runNamed(
  { open, signal, guard }: SuiteOptions,
  scenario: Scenario,
  seed: number,
  train: boolean,
): Promise<Run> {
  try {
    return await runOnce({ ...scenario, train: scenario.train && train }, seed, open, { ...guard, signal })
  } catch (error) {
    if (!(error instanceof PlumblineError) || error.code === 'interrupted') throw error
    const message = `${error.message} (in ${scenario.name} with --seed ${seed})`
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
    trained: run.history.tables.some(table => table.training !== null),
    suspect: run.suspect,
    unsettled: run.unsettled,
    store: store as NonNullable<typeof store>,
    kept,
  }
}
