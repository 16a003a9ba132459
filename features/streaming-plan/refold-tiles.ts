import type { FeatureAcc } from '../aggregations/feature-fold.ts'
import { type FactCell, factFamily, factPositions } from './fact-cell.ts'
import { letsIn, liftFact, mergeAcc } from './fold-fact.ts'
import type { SourcePlan, TileCell, TilePlan } from './streaming-plan.ts'
import type { WorkingRow } from './working-row.ts'

type Accs = (FeatureAcc | null)[]

/** Folds tiles again, small before large: from the facts that stand, or from the tiles that they are merged of. */
export function refoldTiles(plan: SourcePlan, row: WorkingRow, stale: readonly ReadonlySet<number>[]): void {
  for (const [tile, numbers] of stale.entries()) {
    const { from } = plan.tiles[tile]!
    for (const number of numbers) {
      const accs =
        from === null
          ? foldFacts(plan, row, plan.tiles[tile]!, number)
          : mergeTiles(plan, row, tile, from, number)
      row.put(tile + 1, number, accs.every(acc => acc === null) ? null : accs)
    }
  }
}

function foldFacts(plan: SourcePlan, row: WorkingRow, { size, folds }: TilePlan, number: number): Accs {
  const accs: Accs = folds.map(() => null)
  const { from, to } = factPositions(number * size, (number + 1) * size, plan.bucket)
  for (const cell of row.within(factFamily, from, to)) {
    for (const fact of (cell as FactCell).facts) {
      if (fact.knownTo !== null) continue
      for (const [slot, fold] of folds.entries()) {
        if (letsIn(plan.seams, fold, fact)) accs[slot] = mergeAcc(fold, accs[slot]!, liftFact(fold, fact))
      }
    }
  }
  return accs
}

function mergeTiles(plan: SourcePlan, row: WorkingRow, tile: number, from: number, number: number): Accs {
  const { size, folds } = plan.tiles[tile]!
  const ratio = size / plan.tiles[from]!.size
  const accs: Accs = folds.map(() => null)
  const slots = folds.map(fold => fold.slots.find(slot => slot.tile === from)!.slot)
  for (const cell of row.within(from + 1, number * ratio, (number + 1) * ratio)) {
    for (const [slot, fold] of folds.entries()) {
      const more = (cell as TileCell)[slots[slot]!]!
      if (more !== null) accs[slot] = mergeAcc(fold, accs[slot]!, more)
    }
  }
  return accs
}
