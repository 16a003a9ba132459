import type { Instant } from '../value.ts'
import type { FactChange } from './admit-records.ts'
import { tilesOf } from './cells-wanted.ts'
import type { Fact } from './fact.ts'
import { bucketOf, type FactCell, factFamily, factPosition, partFactsMax } from './fact-cell.ts'
import type { SourcePlan, TileCell } from './streaming-plan.ts'
import { tileNumber } from './tile-sizes.ts'
import type { WorkingRow } from './working-row.ts'

/**
 * Applies changes to the cells of one row: facts move, tiles take in what comes to stand, and the tiles that lose
 * a version are folded again, since an aggregate need not be invertible.
 */
export function applyChanges(plan: SourcePlan, row: WorkingRow, changes: readonly FactChange[]): void {
  const stale = staleTiles(plan, changes)
  for (const change of changes) {
    if (change.superseded !== null) removeVersion(plan, row, change, change.superseded)
    if (change.stands === null) continue
    addFact(plan, row, change.stands)
    mergeIntoTiles(plan, row, change.stands, stale)
  }
  if (stale !== null) plan.seams.refold(plan, row, stale)
}

/** By position in `SourcePlan.tiles`: the numbers of the tiles that lose a version; null where no version goes. */
function staleTiles(plan: SourcePlan, changes: readonly FactChange[]): ReadonlySet<number>[] | null {
  if (changes.every(change => change.superseded === null)) return null
  const superseded = changes.flatMap(change => (change.superseded === null ? [] : [change.superseded]))
  return plan.tiles.map(({ size }) => new Set(tilesOf(superseded, size)))
}

function addFact(plan: SourcePlan, row: WorkingRow, fact: Fact): void {
  const bucket = bucketOf(fact.eventTime, plan.bucket)
  const open = factPosition(bucket, 0)
  const cell = row.cell(factFamily, open) as FactCell | undefined
  const { sealed, facts } = cell ?? { sealed: 0, facts: [] }
  if (facts.length < partFactsMax) {
    row.put(factFamily, open, { sealed, facts: facts.concat([fact]) })
  } else {
    row.put(factFamily, factPosition(bucket, sealed + 1), { sealed: 0, facts })
    row.put(factFamily, open, { sealed: sealed + 1, facts: [fact] })
  }
}

function removeVersion(plan: SourcePlan, row: WorkingRow, change: FactChange, eventTime: Instant): void {
  const bucket = bucketOf(eventTime, plan.bucket)
  const open = row.cell(factFamily, factPosition(bucket, 0)) as FactCell | undefined
  for (let part = 0; part <= (open?.sealed ?? -1); part++) {
    const position = factPosition(bucket, part)
    const cell = row.cell(factFamily, position) as FactCell
    const at = cell.facts.findIndex(fact => fact.id === change.id && fact.knownTo === null)
    if (at < 0) continue
    const fact = cell.facts[at]!
    // A version that was known for no time at all is of no use to anyone.
    const wasKnown = fact.knownFrom !== null && fact.knownFrom < change.at
    const kept = wasKnown ? [{ ...fact, knownTo: change.at }] : []
    const facts = cell.facts.toSpliced(at, 1, ...kept)
    const empty = facts.length === 0 && cell.sealed === 0 && part === 0
    row.put(factFamily, position, empty ? null : { sealed: cell.sealed, facts })
    return
  }
  throw new Error(`the version of ${change.id} at ${eventTime} is not where its id says`)
}

function mergeIntoTiles(
  plan: SourcePlan,
  row: WorkingRow,
  fact: Fact,
  stale: readonly ReadonlySet<number>[] | null,
): void {
  for (let tile = 0; tile < plan.tiles.length; tile++) {
    const { size, folds } = plan.tiles[tile]!
    const number = tileNumber(fact.eventTime, size)
    if (stale?.[tile]?.has(number)) continue
    const cell = row.cell(tile + 1, number) as TileCell | undefined
    const next = plan.seams.intoTile(plan.seams, folds, cell, fact)
    if (next !== null && next !== cell) row.put(tile + 1, number, next)
  }
}
