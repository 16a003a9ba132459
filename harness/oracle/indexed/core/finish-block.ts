import type { AnswerBlock } from './answer-block.ts'
import { finishFeature, finishWideSum } from './finish-columns.ts'
import type { FoldColumns } from './fold-columns.ts'
import type { FeaturePlan, FoldPlan, IndexPlan } from './index-plan.ts'

/** Makes every value, state and weight of a block from what its folds amount to. */
export function finishBlock(plan: IndexPlan, columns: readonly FoldColumns[], block: AnswerBlock): void {
  for (const view of plan.views) {
    for (const fold of view.folds) finishFold(plan, fold, columns[fold.number] as FoldColumns, block)
  }
}

function finishFold(plan: IndexPlan, fold: FoldPlan, columns: FoldColumns, block: AnswerBlock): void {
  const { points } = block
  for (const f of fold.features) {
    const feature = plan.features[f] as FeaturePlan
    const values = block.values[f]
    const states = block.states[f] as Uint8Array
    if (values instanceof BigInt64Array) finishWideSum(columns, feature, values, states, points)
    else finishFeature(columns, feature, values as Float64Array, states, points)
  }
  block.counts[fold.number]?.set(columns.n.subarray(0, points))
  const sizes = block.sizes[fold.number]
  if (sizes != null && columns.size !== null) sizes.set(columns.size.subarray(0, points))
  const centres = block.centres[fold.number]
  if (centres == null || columns.sum === null) return
  for (let p = 0; p < points; p++) {
    centres[p] = Math.abs((columns.sum[p] as number) / (columns.n[p] as number))
  }
}
