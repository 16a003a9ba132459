import type { FoldPlan, IndexPlan, LanePlan } from './index-plan.ts'

/** What a fold amounts to at each point of a batch: everything that values are made of. Null parts are not needed. */
export interface FoldColumns {
  /** Facts that the window lets in. */
  readonly facts: Int32Array
  /** Inputs that are not null. */
  readonly n: Int32Array
  readonly sum: Float64Array | null
  /** Σ|x|. */
  readonly size: Float64Array | null
  /** Σ(x − mean)². */
  readonly spread: Float64Array | null
  readonly least: Float64Array | null
  readonly greatest: Float64Array | null
  /** The exact sum of integers, high × 2⁴⁰ + low. */
  readonly high: Float64Array | null
  readonly low: Float64Array | null
  /** The oldest and the newest input that is not null, NaN for none. */
  readonly first: Float64Array | null
  readonly last: Float64Array | null
  /** The input of the newest fact, NaN where it is null. */
  readonly latest: Float64Array | null
  /** How long before the head the newest fact lies, µs. */
  readonly age: Float64Array | null
  readonly distinct: Float64Array | null
}

/** Memory for more points than this is let go after the batch that needed it. */
const keptPoints = 1 << 17

/** Memory for the columns of every fold, used again from batch to batch. */
export class FoldMemory {
  readonly #plan: IndexPlan
  #columns: readonly FoldColumns[] = []
  #points = -1

  constructor(plan: IndexPlan) {
    this.#plan = plan
  }

  /** By fold: columns for so many points, with anything in them. */
  columns(points: number): readonly FoldColumns[] {
    if (points > this.#points || (this.#points > keptPoints && points <= keptPoints)) {
      const { views, lanes } = this.#plan
      const folds = views.flatMap(view => view.folds)
      this.#columns = folds.map(fold => foldColumns(fold, lanes[fold.lane] as LanePlan, points))
      this.#points = points
    }
    return this.#columns
  }
}

function foldColumns(fold: FoldPlan, lane: LanePlan, points: number): FoldColumns {
  const part = (wanted: boolean) => (wanted ? new Float64Array(points) : null)
  const has = (kind: FoldPlan['kinds'][number]) => fold.kinds.includes(kind)
  const moments = has('variance') || has('stddev')
  const sums = has('sum') || has('mean')
  return {
    facts: new Int32Array(points),
    n: new Int32Array(points),
    sum: part(sums || moments),
    size: part(sums),
    spread: part(moments),
    least: part(moments || has('min')),
    greatest: part(moments || has('max')),
    high: part(sums && lane.low !== null),
    low: part(sums && lane.low !== null),
    first: part(has('first')),
    last: part(has('last')),
    latest: part(has('latest')),
    age: part(fold.ages),
    distinct: part(has('countDistinct')),
  }
}

/** Copies what a fold amounts to from one point to another. */
export function copyFold(columns: FoldColumns, from: number, to: number): void {
  const { facts, n, sum, size, spread, least, greatest, high, low, first, last, latest } = columns
  facts[to] = facts[from] as number
  n[to] = n[from] as number
  if (sum !== null) sum[to] = sum[from] as number
  if (size !== null) size[to] = size[from] as number
  if (spread !== null) spread[to] = spread[from] as number
  if (least !== null) least[to] = least[from] as number
  if (greatest !== null) greatest[to] = greatest[from] as number
  if (high !== null) high[to] = high[from] as number
  if (low !== null) low[to] = low[from] as number
  if (first !== null) first[to] = first[from] as number
  if (last !== null) last[to] = last[from] as number
  if (latest !== null) latest[to] = latest[from] as number
}
