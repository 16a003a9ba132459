import type { Result } from '../../../reports/result.ts'
import { type AuditOptions, auditStaged } from '../../audit/audit-staged.ts'
import type { History } from '../../history/history.ts'
import { stageMemory } from '../../history/stage-memory.ts'

/** Bytes for the indexed evaluator: the Histories are of a handful of rows. */
const memory = 256 * 2 ** 20

const noBudgets: AuditOptions['budgets'] = { freshnessSlo: null, lateDataShare: null }

/** Audits a History as a user's: by the indexed evaluator, with a second look by the specification evaluator. */
export async function auditHand(history: History, budgets = noBudgets): Promise<Result> {
  const staged = await stageMemory(history)
  try {
    const audited = await auditStaged(staged, {
      budgets,
      recheckRows: 1_000,
      memory,
      threads: 1,
      mismatchesPath: null,
      provenance: { versions: {}, options: {} },
      onProgress: () => {},
      signal: new AbortController().signal,
      now: () => 0,
    })
    return audited.result
  } finally {
    await staged.close()
  }
}
