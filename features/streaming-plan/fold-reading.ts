import type { FinishedFeature } from '../aggregations/feature-fold.ts'
import type { FactCell } from './fact-cell.ts'
import { type Accs, foldFact, mergeAcc } from './fold-fact.ts'
import type { GroupReading, Piece, Reading } from './plan-reading.ts'
import type { FoundCells } from './row.ts'
import type { ReadGroup, SourcePlan, TileCell } from './streaming-plan.ts'

/**
 * Folds what was read of a key to the values of its stored features, by feature name. `rows` holds, for each row
 * of the key (one a partition, mostly one in all), what was found in each range of the reading.
 */
export function foldReading(
  plan: SourcePlan,
  reading: Reading,
  rows: readonly (readonly FoundCells[])[],
  put: (feature: string, finished: FinishedFeature) => void,
): void {
  for (const part of reading.groups) {
    const accs = foldGroup(plan, part, rows)
    for (const { feature, fold, at } of part.group.features) {
      put(feature.name, plan.seams.finish(fold, accs[at] ?? fold.empty, part.asOf))
    }
  }
}

function foldGroup(plan: SourcePlan, part: GroupReading, rows: readonly (readonly FoundCells[])[]): Accs {
  const accs: Accs = part.group.folds.map(() => null)
  for (const row of rows) {
    for (const piece of part.pieces) {
      const { cells } = row[piece.range]!
      if (piece.kind === 'tiles') foldTiles(plan, part.group, piece.tile, cells as readonly TileCell[], accs)
      else foldEdge(plan, part, piece, cells as readonly FactCell[], accs)
    }
  }
  return accs
}

function foldTiles(
  plan: SourcePlan,
  group: ReadGroup,
  tile: number,
  cells: readonly TileCell[],
  accs: Accs,
): void {
  const { folds } = group
  for (const { facts, accs: more } of cells) {
    if (more === undefined) {
      for (const fact of facts) foldFact(plan.seams, folds, accs, fact)
    } else {
      for (let i = 0; i < accs.length; i++) {
        const acc = more[group.slots[tile]![i]!]!
        if (acc !== null) accs[i] = mergeAcc(folds[i]!, accs[i]!, acc)
      }
    }
  }
}

function foldEdge(
  plan: SourcePlan,
  { group, knownAt }: GroupReading,
  { bounds }: Extract<Piece, { kind: 'facts' }>,
  cells: readonly FactCell[],
  accs: Accs,
): void {
  for (const { facts } of cells) {
    for (const fact of facts) {
      if (fact.eventTime < bounds.from || fact.eventTime >= bounds.to) continue
      if (!plan.seams.isKnown(fact, knownAt)) continue
      foldFact(plan.seams, group.folds, accs, fact)
    }
  }
}
