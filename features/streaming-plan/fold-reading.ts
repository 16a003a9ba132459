import type { FeatureAcc, FinishedFeature } from '../aggregations/feature-fold.ts'
import type { Fact } from './fact.ts'
import type { FactCell } from './fact-cell.ts'
import { letsIn, liftFact, mergeAcc } from './fold-fact.ts'
import type { GroupReading, Piece, Reading } from './plan-reading.ts'
import type { FoundCells } from './row.ts'
import type { SourcePlan, TileCell } from './streaming-plan.ts'

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

type Accs = (FeatureAcc | null)[]

function foldGroup(plan: SourcePlan, part: GroupReading, rows: readonly (readonly FoundCells[])[]): Accs {
  const accs: Accs = part.group.folds.map(() => null)
  for (const row of rows) {
    for (const piece of part.pieces) {
      const { cells } = row[piece.range]!
      if (piece.kind === 'tiles') mergeTiles(part, piece.tile, cells as readonly TileCell[], accs)
      else foldFacts(plan, part, piece, cells as readonly FactCell[], accs)
    }
  }
  return accs
}

function mergeTiles({ group }: GroupReading, tile: number, cells: readonly TileCell[], accs: Accs): void {
  for (let i = 0; i < accs.length; i++) {
    const { plan, slots } = group.folds[i]!
    const slot = slots[tile]!
    for (let at = 0; at < cells.length; at++) {
      const more = cells[at]![slot]!
      if (more !== null) accs[i] = mergeAcc(plan, accs[i]!, more)
    }
  }
}

function foldFacts(
  plan: SourcePlan,
  { group, knownAt }: GroupReading,
  { bounds }: Extract<Piece, { kind: 'facts' }>,
  cells: readonly FactCell[],
  accs: Accs,
): void {
  for (const { facts } of cells) {
    for (const fact of facts) {
      if (fact.eventTime < bounds.from || fact.eventTime >= bounds.to || !isKnown(fact, knownAt)) continue
      for (let i = 0; i < accs.length; i++) {
        const fold = group.folds[i]!.plan
        if (letsIn(plan.seams, fold, fact)) accs[i] = mergeAcc(fold, accs[i]!, liftFact(fold, fact))
      }
    }
  }
}

/** Whether a version counts: it stands, or it stood at the instant (µs) that a scheduled feature looks from. */
function isKnown(fact: Fact, knownAt: number | null): boolean {
  if (knownAt === null) return fact.knownTo === null
  return fact.knownFrom <= knownAt && (fact.knownTo === null || knownAt < fact.knownTo)
}
