import { formatCount, formatMany } from '../../reports/format.ts'
import type { RelationResult } from '../../reports/result.ts'
import { fail, type Outcome, pass, skipped } from './outcome.ts'

/** Answers that must follow from one another: one that does not is a bug, whatever the right one is. */
export function checkRelations(relations: readonly RelationResult[]): Outcome {
  const run = relations.filter(({ pairs }) => pairs > 0)
  if (run.length === 0) return skipped('no run was related to another')
  const broken = run.filter(({ differing }) => differing > 0)
  if (broken.length > 0) {
    const told = broken.map(({ relation, says, differing, compared, example, folder }) => {
      const of = `${formatCount(differing)} of ${formatMany(compared, 'value')}`
      return `${relation}: ${of} changed though only ${says} (${example}; both runs are in ${folder})`
    })
    return fail(told.join('; '))
  }
  const compared = run.reduce((sum, each) => sum + each.compared, 0)
  return pass(
    `${formatMany(run.length, 'relation holds', 'relations hold')} on ${formatMany(compared, 'value')}`,
  )
}
