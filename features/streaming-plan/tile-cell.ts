import type { Fact } from './fact.ts'
import { type Accs, foldFact, letsIn, mergeAcc } from './fold-fact.ts'
import type { PlanSeams } from './plan-seams.ts'
import type { FoldPlan, TileCell } from './streaming-plan.ts'

/** Facts that a tile keeps as they are at most; of more it keeps accumulators. */
const tileFactsMax = 8

/** A tile with one more fact; null where there is still none that counts. */
export function withFact(
  seams: PlanSeams,
  folds: readonly FoldPlan[],
  cell: TileCell | undefined,
  fact: Fact,
): TileCell | null {
  if (!folds.some(fold => letsIn(seams, fold, fact))) return cell ?? null
  if (cell === undefined) return { facts: [fact] }
  if (cell.accs === undefined) return keepOrFold(seams, folds, cell.facts.concat([fact]))
  const accs: Accs = [...cell.accs]
  foldFact(seams, folds, accs, fact)
  return { accs }
}

/** A tile of the facts among these that count for one of its folds; null where none does. */
export function cellOfFacts(
  seams: PlanSeams,
  folds: readonly FoldPlan[],
  facts: readonly Fact[],
): TileCell | null {
  const counting = facts.filter(fact => folds.some(fold => letsIn(seams, fold, fact)))
  return counting.length === 0 ? null : keepOrFold(seams, folds, counting)
}

/** A tile of facts that all count. */
function keepOrFold(seams: PlanSeams, folds: readonly FoldPlan[], facts: readonly Fact[]): TileCell {
  if (facts.length <= tileFactsMax) return { facts }
  const accs: Accs = folds.map(() => null)
  for (const fact of facts) foldFact(seams, folds, accs, fact)
  return { accs }
}

/** Smaller tiles merged to one, null where nothing in them counts; `slots` tells where each of its folds is in theirs. */
export function mergedCell(
  seams: PlanSeams,
  folds: readonly FoldPlan[],
  cells: readonly TileCell[],
  slots: readonly number[],
): TileCell | null {
  const facts = cells.flatMap(cell => cell.facts ?? [])
  const accs: Accs = folds.map(() => null)
  for (const { accs: more } of cells) {
    if (more === undefined) continue
    for (const [i, slot] of slots.entries()) {
      const acc = more[slot]!
      if (acc !== null) accs[i] = mergeAcc(folds[i]!, accs[i]!, acc)
    }
  }
  if (accs.every(acc => acc === null)) return cellOfFacts(seams, folds, facts)
  for (const fact of facts) foldFact(seams, folds, accs, fact)
  return { accs }
}
