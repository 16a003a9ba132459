import type { Arena } from './arena.ts'
import type { FactRows } from './fact-rows.ts'
import { FactTree } from './fact-tree.ts'
import type { AdmissionPlan, IndexPlan, LanePlan } from './index-plan.ts'
import { KeyFacts, type Shelf } from './key-facts.ts'
import type { RecordColumns } from './key-rows.ts'
import { Lane, type LaneInput } from './lane.ts'
import { float64Column, type RecordBatch } from './record-batch.ts'
import type { Versions } from './resolve-versions.ts'

/** Predicates that one column of bits holds. */
const bitsPerColumn = 31

/** The facts of a key that an admission lets in, under trees, with every lane of that admission. */
export function admitFacts(
  plan: IndexPlan,
  admission: number,
  batch: RecordBatch,
  records: RecordColumns,
  versions: Versions,
  arena: Arena,
): KeyFacts {
  const admitted = plan.admissions[admission] as AdmissionPlan
  const shelve = (facts: FactRows): Shelf => {
    const tree = new FactTree(facts, arena)
    const lanes = plan.lanes.map(lane =>
      lane.admission === admission ? new Lane(lane, tree, inputOf(lane, batch, facts, arena), arena) : null,
    )
    return {
      tree,
      lanes,
      overlays: lanes.filter(lane => lane !== null),
      facts: { tree, x: null, counts: tree.counts, parts: null },
    }
  }
  if (isOpen(admitted) && versions.to === null) {
    const { count, tau, from, rows, firstRow } = versions
    return new KeyFacts(shelve({ count, tau, from, to: null, order: null, rows, firstRow }), null)
  }
  const letsIn = admits(admitted, records, versions)
  const lasting = shelve(select(versions, letsIn, false, arena))
  return new KeyFacts(lasting, versions.to === null ? null : shelve(select(versions, letsIn, true, arena)))
}

function isOpen({ where, allowedLateness }: AdmissionPlan): boolean {
  return where === null && allowedLateness === null
}

/** Tells of each version whether its predicate holds, and whether its fact was not too late; semantics § 3. */
function admits(
  { where, allowedLateness }: AdmissionPlan,
  records: RecordColumns,
  versions: Versions,
): (version: number) => boolean {
  const bits = where === null ? null : (records.wheres[Math.floor(where / bitsPerColumn)] as Int32Array)
  const bit = where === null ? 0 : 1 << (where % bitsPerColumn)
  const latest = allowedLateness ?? Number.POSITIVE_INFINITY
  const { rows, firstRow, late, first, tau } = versions
  return i => {
    const row = rows === null ? firstRow + i : (rows[i] as number)
    if (bits !== null && ((bits[row] as number) & bit) === 0) return false
    return (late === null ? (first[i] as number) - (tau[i] as number) : (late[i] as number)) <= latest
  }
}

/** The versions that an admission lets in, of those that are replaced some day or of the others. */
function select(
  versions: Versions,
  letsIn: (version: number) => boolean,
  replaced: boolean,
  arena: Arena,
): FactRows {
  const size = versions.count
  const tau = arena.floats(size)
  const from = arena.floats(size)
  const to = replaced ? arena.floats(size) : null
  const order = arena.ints(size)
  const rows = arena.ints(size)
  let count = 0
  for (let i = 0; i < size; i++) {
    const gone = versions.to === null ? Number.POSITIVE_INFINITY : (versions.to[i] as number)
    if (gone < Number.POSITIVE_INFINITY !== replaced || !letsIn(i)) continue
    tau[count] = versions.tau[i] as number
    from[count] = versions.from[i] as number
    if (to !== null) to[count] = gone
    order[count] = i
    rows[count] = versions.rows === null ? versions.firstRow + i : (versions.rows[i] as number)
    count++
  }
  return { count, tau, from, to, order, rows, firstRow: 0 }
}

function inputOf(lane: LanePlan, batch: RecordBatch, facts: FactRows, arena: Arena): LaneInput {
  const column = (place: number | null) =>
    place === null ? null : take(float64Column(batch, place), facts, arena)
  return { high: column(lane.input), low: column(lane.low) }
}

/** A column of the batch by fact. */
function take(column: Float64Array, { count, rows, firstRow }: FactRows, arena: Arena): Float64Array {
  if (rows === null) return column.subarray(firstRow, firstRow + count)
  const taken = arena.floats(count)
  for (let i = 0; i < count; i++) taken[i] = column[rows[i] as number] as number
  return taken
}
