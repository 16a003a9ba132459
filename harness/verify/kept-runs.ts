import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { auditStaged } from '../audit/audit-staged.ts'
import type { SelfCheck } from '../audit/self-check.ts'
import type { History } from '../history/history.ts'
import { stageHistory } from '../history/stage-history.ts'
import { writeHistory } from '../history/write-history.ts'
import type { RunFacts } from '../verdict/run-facts.ts'

/** Rows of a kept History that both evaluators recompute: all of them, since simulated Histories are small. */
const recheckRows = 100_000

export interface KeptOptions {
  readonly budgets: RunFacts['budgets']
  readonly versions: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly now: () => number
}

/**
 * Writes a run's History to a folder, reads it back and audits it as anybody's: the batch plan recomputes every cell
 * from the files, and the specification evaluator every cell once more. Leaves `result.json` and `mismatches.parquet`
 * beside it.
 */
export async function keepRun(history: History, dir: string, options: KeptOptions): Promise<SelfCheck> {
  await writeHistory(history, dir)
  const staged = await stageHistory(dir)
  try {
    const result = await auditStaged(staged, {
      budgets: options.budgets,
      recheckRows,
      mismatchesPath: join(dir, 'mismatches.parquet'),
      provenance: { versions: options.versions, options: history.page.options },
      onProgress: () => {},
      signal: options.signal,
      now: options.now,
    })
    await writeFile(join(dir, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
    return result.selfCheck ?? { sampled: 0, disagreements: 0 }
  } finally {
    await staged.close()
  }
}
