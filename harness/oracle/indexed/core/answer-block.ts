import type { FoldPlan, IndexPlan } from './index-plan.ts'

/** States as blocks hold them. A null that `poison` made has no inputs; it is told apart until blocks are read. */
export const present = 0
export const nullState = 1
export const notFound = 2
export const expired = 3
export const poisoned = 4

/** Whether the log reaches back far enough: no, yes, or that a key with a null part needs no log. */
export const outOfReach = 0
export const inReach = 1
export const keyless = 2

/** The answers to some points, in columns over one piece of memory that can be handed to another thread. */
export interface AnswerBlock {
  readonly points: number
  readonly memory: ArrayBuffer
  /** Numbers of the points. */
  readonly point: Float64Array
  readonly reading: Uint8Array
  /** By feature; of a list, where it begins among the elements of its column. */
  readonly values: readonly (Float64Array | BigInt64Array)[]
  readonly states: readonly Uint8Array[]
  /** By feature: the elements of its lists one after another, and how many each has; null for other features. */
  readonly lists: readonly (ListColumn | null)[]
  /** By fold: inputs that are not null. */
  readonly counts: readonly Int32Array[]
  /** By fold: Σ|x| and |mean|. */
  readonly sizes: readonly (Float64Array | null)[]
  readonly centres: readonly (Float64Array | null)[]
  /** By view; null where every cell is judged. */
  readonly reaches: readonly Uint8Array[] | null
}

export interface ListColumn {
  readonly lengths: Int32Array
  elements: Float64Array
  used: number
}

/** Adds a list to a column, and says where it begins. */
export function addList(column: ListColumn, at: number, list: readonly number[]): number {
  const begins = column.used
  if (begins + list.length > column.elements.length) {
    const grown = new Float64Array(2 * (begins + list.length))
    grown.set(column.elements)
    column.elements = grown
  }
  column.elements.set(list, begins)
  column.lengths[at] = list.length
  column.used += list.length
  return begins
}

export function foldsOf(plan: IndexPlan): FoldPlan[] {
  return plan.views.flatMap(view => view.folds)
}

/** Bytes of a block, without the elements of lists. */
export function blockBytes(plan: IndexPlan, points: number): number {
  let bytes = 0
  layBlock(plan, points, size => {
    bytes += size
    return 0
  })
  return bytes
}

/** A block over its memory; `elements` are those of its lists, by feature. */
export function blockOver(
  plan: IndexPlan,
  points: number,
  memory: ArrayBuffer,
  elements: readonly (Float64Array | null)[],
): AnswerBlock {
  let at = 0
  const columns = layBlock(plan, points, size => {
    at += size
    return at - size
  })
  const float = (place: number) => new Float64Array(memory, place, points)
  const int = (place: number) => new Int32Array(memory, place, points)
  const byte = (place: number) => new Uint8Array(memory, place, points)
  return {
    points,
    memory,
    point: float(columns.point),
    reading: byte(columns.reading),
    values: columns.values.map((place, f) =>
      plan.features[f]?.carrier === 'int64' ? new BigInt64Array(memory, place, points) : float(place),
    ),
    states: columns.states.map(byte),
    lists: columns.lengths.map((place, f) => {
      const own = elements[f] ?? new Float64Array(0)
      return place === null ? null : { lengths: int(place), elements: own, used: own.length }
    }),
    counts: columns.counts.map(int),
    sizes: columns.sizes.map(place => (place === null ? null : float(place))),
    centres: columns.centres.map(place => (place === null ? null : float(place))),
    reaches: columns.reaches?.map(byte) ?? null,
  }
}

/** Places the columns of a block, the widest first, so that all are aligned. */
function layBlock(plan: IndexPlan, points: number, place: (bytes: number) => number) {
  const folds = foldsOf(plan)
  const point = place(8 * points)
  const values = plan.features.map(() => place(8 * points))
  const sizes = folds.map(fold => (fold.sizes ? place(8 * points) : null))
  const centres = folds.map(fold => (fold.centres ? place(8 * points) : null))
  const counts = folds.map(() => place(4 * points))
  const lengths = plan.features.map(({ carrier }) => (carrier === 'list' ? place(4 * points) : null))
  const reading = place(points)
  const states = plan.features.map(() => place(points))
  const reaches = plan.completeFrom === null ? null : plan.views.map(() => place(points))
  return { point, values, sizes, centres, counts, lengths, reading, states, reaches }
}
