import { join } from 'node:path'
import { targetDocuments } from '../../features/target.ts'
import type { Result } from '../../reports/result.ts'
import { type Scenario, scenarioTargets } from '../../scenarios/scenario.ts'
import type { SelfCheck } from '../audit/self-check.ts'
import { openMismatchWriter } from '../diff/mismatch-writer.ts'
import { createTally } from '../diff/tally.ts'
import { openDatabase } from '../history/open-database.ts'
import { buildResult, mismatchesKept } from '../verdict/build-result.ts'
import type { RunFacts } from '../verdict/run-facts.ts'
import { keepRun } from './kept-runs.ts'
import type { OpenStore } from './load-store.ts'
import { type Run, runOnce } from './run-once.ts'
import { createRunTotals } from './run-totals.ts'

export interface VerifyOptions {
  readonly scenarios: readonly Scenario[]
  readonly seed: number
  /** Seeds of each scenario: `seed`, `seed` + 1, … */
  readonly runs: number
  readonly open: OpenStore
  /** Folder that takes Histories and `mismatches.parquet`; it exists and is empty. */
  readonly dir: string
  readonly budgets: RunFacts['budgets']
  readonly versions: Readonly<Record<string, string>>
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
  /** The machine's clock, ms. */
  readonly now: () => number
}

/** Suspect runs of one scenario whose History is kept, beside that of the first seed. */
const suspectsKept = 3

/** One run in so many asks the store for its training values: that opens DuckDB, and takes as long as ten runs. */
const trainedEvery = 10

/**
 * Drives a store through scenarios, seed by seed, and judges every cell. The first run of each scenario, and the first
 * suspect ones, are written as Histories and audited again from their files by the batch plan.
 * @throws PlumblineError what the store or the signal throws
 */
export async function verifySuite(options: VerifyOptions): Promise<Result> {
  const started = options.now()
  const database = await openDatabase()
  try {
    const targets = options.scenarios.flatMap(scenarioTargets)
    const writer = await openMismatchWriter(database.connection, targets)
    const tally = createTally({
      mismatchesKept,
      freshnessSlo: options.budgets.freshnessSlo,
      sink: mismatch => writer.add(mismatch),
    })
    const totals = createRunTotals()
    const self = { sampled: 0, disagreements: 0 }
    let store: { name: string; stack: string } | null = null
    let trained = false
    await eachRun(options, async (scenario, run, kept) => {
      for (const row of run.judged.rows) tally.add(row)
      totals.add(scenario, run)
      store = run.history.page.store
      trained ||= run.history.tables.some(table => table.training !== null)
      if (kept) addSelfCheck(self, await keepRun(run.history, folderOf(options, scenario, run), options))
    })
    const documents = [...new Set(targets.flatMap(targetDocuments))]
    const result = buildResult(tally.result(), {
      budgets: options.budgets,
      log: totals.log(),
      arrivalTimes: true,
      unusedTrainingRows: trained ? 0 : null,
      mustHappen: totals.missed(),
      selfCheck: self,
      sample: null,
      notes: [],
      notRun: totals.notRun(),
      provenance: {
        versions: options.versions,
        options: { scenarios: options.scenarios.map(each => each.name), trainedEvery },
        store,
        definitions: documents.map(({ name, version, hash }) => ({ name, version, hash })),
        seeds: { first: options.seed, runs: options.runs },
        durations: { total: options.now() - started },
      },
    })
    await writer.finish(join(options.dir, 'mismatches.parquet'))
    return result
  } finally {
    database.close()
  }
}

/** Every scenario with every seed, scenario by scenario. */
async function eachRun(
  { scenarios, seed, runs, open, onProgress, signal }: VerifyOptions,
  take: (scenario: Scenario, run: Run, kept: boolean) => Promise<void>,
): Promise<void> {
  for (const [i, scenario] of scenarios.entries()) {
    let suspects = 0
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted()
      onProgress(
        `${scenario.name} (${i + 1} of ${scenarios.length}), seed ${seed + run}, ${run + 1} of ${runs} runs`,
      )
      const train = scenario.train && run % trainedEvery === 0
      const done = await runOnce({ ...scenario, train }, seed + run, open, signal)
      const isKept = run === 0 || (done.suspect && suspects < suspectsKept)
      if (done.suspect) suspects++
      await take(scenario, done, isKept)
    }
  }
}

function folderOf({ dir }: VerifyOptions, scenario: Scenario, { history }: Run): string {
  return join(dir, `${scenario.name}-${history.page.seed}`)
}

function addSelfCheck(
  total: { sampled: number; disagreements: number },
  { sampled, disagreements }: SelfCheck,
): void {
  total.sampled += sampled
  total.disagreements += disagreements
}
