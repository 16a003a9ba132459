import type { Fact } from './fact.ts'
import { type FactCell, factFamily, factPositions } from './fact-cell.ts'
import type { SourcePlan, TileCell } from './streaming-plan.ts'
import { cellOfFacts, mergedCell } from './tile-cell.ts'
import type { WorkingRow } from './working-row.ts'

/** Folds tiles again, small before large: from the facts that stand, or from the tiles that they are merged of. */
export function refoldTiles(plan: SourcePlan, row: WorkingRow, stale: readonly ReadonlySet<number>[]): void {
  for (const [tile, numbers] of stale.entries()) {
    const { from } = plan.tiles[tile]!
    for (const number of numbers) {
      const cell =
        from === null ? refoldFacts(plan, row, tile, number) : refoldTile(plan, row, tile, from, number)
      row.put(tile + 1, number, cell)
    }
  }
}

function refoldFacts(plan: SourcePlan, row: WorkingRow, tile: number, number: number): TileCell | null {
  const { size, folds } = plan.tiles[tile]!
  const { from, to } = factPositions(number * size, (number + 1) * size, plan.bucket)
  const standing: Fact[] = []
  for (const cell of row.within(factFamily, from, to)) {
    for (const fact of (cell as FactCell).facts) if (fact.knownTo === null) standing.push(fact)
  }
  return cellOfFacts(plan.seams, folds, standing)
}

function refoldTile(
  plan: SourcePlan,
  row: WorkingRow,
  tile: number,
  from: number,
  number: number,
): TileCell | null {
  const { size, folds } = plan.tiles[tile]!
  const ratio = size / plan.tiles[from]!.size
  const slots = folds.map(fold => fold.slots.find(slot => slot.tile === from)!.slot)
  const cells = [...row.within(from + 1, number * ratio, (number + 1) * ratio)] as TileCell[]
  return mergedCell(plan.seams, folds, cells, slots)
}
