import type { Arena } from './arena.ts'
import type { KeyRows, RecordColumns } from './key-rows.ts'

/** All facts of a key, whatever admits them, oldest first: the versions that records show, each with its span of K. */
export interface Versions {
  readonly count: number
  /** Row of each in the batch; null where they are the rows from `firstRow` on. */
  readonly rows: Int32Array | null
  readonly firstRow: number
  readonly tau: Float64Array
  readonly from: Float64Array
  /** Null where none is ever replaced. */
  readonly to: Float64Array | null
  /** α of the fact's first upsert, and how late that was, µs. */
  readonly first: Float64Array
  readonly late: Float64Array | null
}

/**
 * Known(K) of semantics § 2 for every K at once. `visible` leaves records out, as offsets that are no K do.
 * Facts are ordered where `ordered` asks for it.
 */
export function resolveVersions(
  records: RecordColumns,
  key: KeyRows,
  ordered: boolean,
  visible: ((row: number) => boolean) | null,
  arena: Arena,
): Versions {
  if (visible === null && !hasChains(records, key) && !(ordered && isDisordered(records, key))) {
    const part = (column: Float64Array) => column.subarray(key.first, key.end)
    const shape = { count: key.end - key.first, rows: null, firstRow: key.first, to: null, late: null }
    const first = part(records.arrival)
    return { ...shape, tau: part(records.tau), from: part(records.axis), first }
  }
  const shown = showVersions(records, key, visible, arena)
  const order = listShown(shown, key, arena)
  if (ordered) orderTies(records, shown, order, key.first)
  return gather(records, shown, order, key.first, arena)
}

function hasChains({ chain }: RecordColumns, { first, end }: KeyRows): boolean {
  if (chain === null) return false
  for (let row = first; row < end; row++) if ((chain[row] as number) >= 0) return true
  return false
}

/** Whether facts of one τ stand in another order than that of (α, id). */
function isDisordered({ tau, arrival, idRank }: RecordColumns, { first, end }: KeyRows): boolean {
  for (let row = first + 1; row < end; row++) {
    if (tau[row] !== tau[row - 1]) continue
    const [before, after] = [arrival[row - 1] as number, arrival[row] as number]
    if (before > after) return true
    if (before === after && idRank !== null && (idRank[row - 1] as number) > (idRank[row] as number))
      return true
  }
  return false
}

/** What each record of a key shows, by its place among the key's rows. */
interface Shown {
  /** 1 where the record is ever visible as a fact. */
  readonly is: Int32Array
  readonly to: Float64Array
  readonly first: Float64Array
  readonly late: Float64Array
  anyReplaced: boolean
}

function showVersions(
  records: RecordColumns,
  key: KeyRows,
  visible: ((row: number) => boolean) | null,
  arena: Arena,
): Shown {
  const size = key.end - key.first
  const shown: Shown = {
    is: arena.ints(size).fill(0),
    to: arena.floats(size).fill(Number.POSITIVE_INFINITY),
    first: arena.floats(size),
    late: arena.floats(size),
    anyReplaced: false,
  }
  const chains = new Map<number, number[]>()
  for (let row = key.first; row < key.end; row++) {
    if (visible !== null && !visible(row)) continue
    const chain = records.chain === null ? -1 : (records.chain[row] as number)
    if (chain < 0) {
      const arrival = records.arrival[row] as number
      show(shown, row - key.first, arrival, arrival - (records.tau[row] as number))
    } else {
      const rows = chains.get(chain)
      if (rows === undefined) chains.set(chain, [row])
      else rows.push(row)
    }
  }
  for (const rows of chains.values()) showChain(records, rows, key.first, shown)
  return shown
}

function show(shown: Shown, at: number, first: number, late: number): void {
  shown.is[at] = 1
  shown.first[at] = first
  shown.late[at] = late
}

/**
 * The records of one id, in the order of the log: each whose revision is above all before it shows, until the next such
 * one; the first appended of a revision stands. A delete shows that there is nothing.
 */
function showChain(records: RecordColumns, rows: number[], base: number, shown: Shown): void {
  const { position, revision, upsert, tau, arrival, axis } = records
  if (position === null || revision === null || upsert === null)
    throw new TypeError('ids with several records need their place, revision and op in the stream')
  rows.sort((a, b) => (position[a] as number) - (position[b] as number))
  let highest = -1
  let showing = -1
  let first = -1
  const seen = new Set<number>()
  for (const row of rows) {
    // A redelivered revision adds nothing, not even a first upsert.
    if (seen.has(revision[row] as number)) continue
    seen.add(revision[row] as number)
    if (first < 0 && upsert[row] === 1) first = row
    if ((revision[row] as number) <= highest) continue
    highest = revision[row] as number
    if (showing >= 0) {
      shown.to[showing - base] = axis[row] as number
      shown.anyReplaced = true
      // What is replaced at the very arrival that showed it was never known.
      if ((axis[row] as number) <= (axis[showing] as number)) shown.is[showing - base] = 0
    }
    showing = row
    if (upsert[row] === 1) {
      const came = arrival[first] as number
      show(shown, row - base, came, came - (tau[first] as number))
    }
  }
}

/** Places of the shown records, in the order of the stream. */
function listShown({ is }: Shown, { first, end }: KeyRows, arena: Arena): Int32Array {
  const list = arena.ints(end - first)
  let count = 0
  for (let at = 0; at < end - first; at++) if (is[at] === 1) list[count++] = at
  return list.subarray(0, count)
}

/** Orders the facts of one τ by (α of the first upsert, id). */
function orderTies({ tau, idRank }: RecordColumns, { first }: Shown, list: Int32Array, base: number): void {
  const tauOf = (at: number) => tau[base + at] as number
  const rankOf = (at: number) => (idRank === null ? 0 : (idRank[base + at] as number))
  for (let start = 0; start < list.length; ) {
    let end = start + 1
    while (end < list.length && tauOf(list[end] as number) === tauOf(list[start] as number)) end++
    if (end - start > 1) {
      list
        .subarray(start, end)
        .sort((a, b) => (first[a] as number) - (first[b] as number) || rankOf(a) - rankOf(b))
    }
    start = end
  }
}

function gather(
  records: RecordColumns,
  shown: Shown,
  list: Int32Array,
  base: number,
  arena: Arena,
): Versions {
  const count = list.length
  const rows = arena.ints(count)
  const [tau, from, to, first, late] = [0, 1, 2, 3, 4].map(() => arena.floats(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  for (let i = 0; i < count; i++) {
    const at = list[i] as number
    rows[i] = base + at
    tau[i] = records.tau[base + at] as number
    from[i] = records.axis[base + at] as number
    to[i] = shown.to[at] as number
    first[i] = shown.first[at] as number
    late[i] = shown.late[at] as number
  }
  return { count, rows, firstRow: 0, tau, from, to: shown.anyReplaced ? to : null, first, late }
}
