import type { RowJudgement } from '../diff/judgement.ts'
import type { CauseName } from './cause-name.ts'

/** What whole rows of a training set come from, and how many: no feature of theirs can be looked at. */
export function rowCauses(rows: Iterable<{ readonly judgement: RowJudgement }>): Map<CauseName, number> {
  const counts = new Map<CauseName, number>()
  for (const { judgement } of rows) {
    const { trainingMatch } = judgement
    if (trainingMatch !== 'missing' && trainingMatch !== 'several') continue
    const cause = trainingMatch === 'missing' ? 'row-missing' : 'fan-out'
    counts.set(cause, (counts.get(cause) ?? 0) + 1)
  }
  return counts
}
