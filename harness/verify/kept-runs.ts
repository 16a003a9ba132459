import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { auditStaged } from '../audit/audit-staged.ts'
import { memoryShares } from '../audit/memory-shares.ts'
import type { SelfCheck } from '../audit/self-check.ts'
import { addCells } from '../diff/cell-counts.ts'
import type { TallyPart } from '../diff/tally-part.ts'
import type { History } from '../history/history.ts'
import { stageHistory } from '../history/stage-history.ts'
import { writeHistory } from '../history/write-history.ts'
import type { RunFacts } from '../verdict/run-facts.ts'
import { differingCounts } from './differing-counts.ts'

/** Rows of a kept History that both evaluators recompute: all of them, since simulated Histories are small. */
const recheckRows = 100_000

export interface KeptOptions {
  readonly budgets: RunFacts['budgets']
  readonly versions: Readonly<Record<string, string>>
  /** Bytes for recomputing. */
  readonly memory: number
  readonly signal: AbortSignal
  readonly now: () => number
}

/**
 * Writes a run's History to a folder, reads it back and audits it as anybody's: the indexed evaluator recomputes every
 * cell from the files, and the specification evaluator every cell once more. What the audit counts must be what was counted
 * in memory (`part`): a cell that moved from one kind to another is a disagreement too. Leaves `result.json` and
 * `mismatches.parquet` beside the History.
 */
export async function keepRun(
  history: History,
  part: TallyPart,
  dir: string,
  options: KeptOptions,
): Promise<SelfCheck> {
  await writeHistory(history, dir)
  // Several processes keep runs side by side, so each takes one core.
  const { duckdb, rows } = memoryShares(options.memory)
  const database = { settings: { threads: '1', memory_limit: duckdb }, signal: options.signal }
  const staged = await stageHistory(dir, { database })
  try {
    const { result } = await auditStaged(staged, {
      // The suite has a drift stage over all runs.
      drift: null,
      budgets: options.budgets,
      recheckRows,
      // All kept runs are diagnosed together.
      diagnose: false,
      memory: rows,
      mismatchesPath: join(dir, 'mismatches.parquet'),
      provenance: { versions: options.versions, options: history.page.options },
      onProgress: () => {},
      signal: options.signal,
      now: options.now,
    })
    await writeFile(join(dir, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
    const { sampled, disagreements } = result.selfCheck ?? { sampled: 0, disagreements: 0 }
    const moved = differingCounts(result.cells, addCells(part.columns.map(({ cells }) => cells)))
    return { sampled, disagreements: disagreements + moved }
  } finally {
    await staged.close()
  }
}
