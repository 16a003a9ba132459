import { between, type Lane, part, partBits } from './lane.ts'
import type { Pieces } from './pieces.ts'

/** What the pieces of a window amount to in one lane. */
export class Folded {
  /** Inputs that are not null. */
  n = 0
  sum = 0
  /** Σ|x|. */
  size = 0
  /** Σ(x − mean)². */
  spread = 0
  least = Number.POSITIVE_INFINITY
  greatest = Number.NEGATIVE_INFINITY

  clear(): void {
    this.n = 0
    this.sum = 0
    this.size = 0
    this.spread = 0
    this.least = Number.POSITIVE_INFINITY
    this.greatest = Number.NEGATIVE_INFINITY
  }

  /** Adds the pieces of a window over the facts of a lane. */
  add(lane: Lane, pieces: Pieces): void {
    const { items, length } = pieces
    if (lane.x === null) return
    for (let p = 0; p < length; p += 2) {
      const end = items[p + 1] as number
      if (end < 0) this.#addNode(lane, items[p] as number)
      else if (lane.hasNulls) this.#addGaps(lane, items[p] as number, end)
      else this.#addRun(lane, items[p] as number, end)
    }
  }

  #addNode({ parts }: Lane, node: number): void {
    const at = node << partBits
    const n = parts[at] as number
    if (n === 0) return
    const sum = parts[at + part.sum] as number
    this.#spread(n, sum, parts[at + part.spread] as number)
    this.n += n
    this.sum += sum
    this.size += parts[at + part.size] as number
    const least = parts[at + part.least] as number
    const greatest = parts[at + part.greatest] as number
    if (least < this.least) this.least = least
    if (greatest > this.greatest) this.greatest = greatest
  }

  /** A run without nulls: the loop that nearly all time is spent in. */
  #addRun({ plan, x }: Lane, start: number, end: number): void {
    if (x === null) return
    const n = end - start
    if (plan.sums || plan.moments) {
      let sum = 0
      let size = 0
      for (let i = start; i < end; i++) {
        const value = x[i] as number
        sum += value
        size += Math.abs(value)
      }
      if (plan.moments) this.#spread(n, sum, spreadOf(x, start, end, sum / n))
      this.sum += sum
      this.size += size
    }
    if (plan.extremes) {
      let { least, greatest } = this
      for (let i = start; i < end; i++) {
        const value = x[i] as number
        if (value < least) least = value
        if (value > greatest) greatest = value
      }
      this.least = least
      this.greatest = greatest
    }
    this.n += n
  }

  /** A run with nulls among its inputs. */
  #addGaps({ plan, x }: Lane, start: number, end: number): void {
    if (x === null) return
    let n = 0
    let sum = 0
    let size = 0
    let { least, greatest } = this
    for (let i = start; i < end; i++) {
      const value = x[i] as number
      if (Number.isNaN(value)) continue
      n++
      sum += value
      size += Math.abs(value)
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
    if (n === 0) return
    if (plan.moments) this.#spread(n, sum, spreadOf(x, start, end, sum / n))
    this.n += n
    this.sum += sum
    this.size += size
    this.least = least
    this.greatest = greatest
  }

  /** Chan's merge with n further inputs; before they are counted. */
  #spread(n: number, sum: number, spread: number): void {
    if (this.n === 0) {
      this.spread = spread
      return
    }
    this.spread += spread + between(this.n, this.sum, n, sum)
  }
}

/** Σ(x − mean)² of the inputs that are not null. */
function spreadOf(x: Float64Array, start: number, end: number, mean: number): number {
  let spread = 0
  for (let i = start; i < end; i++) {
    const distance = (x[i] as number) - mean
    if (!Number.isNaN(distance)) spread += distance * distance
  }
  return spread
}

/** Adds the exact sum of integers over the pieces of a window, a few dozen nodes and facts, to two parts at place `at`. */
export function addWide(
  lane: Lane,
  pieces: Pieces,
  highs: Float64Array,
  lows: Float64Array,
  at: number,
): void {
  let high = highs[at] as number
  let low = lows[at] as number
  for (let p = 0; p < pieces.length; p += 2) {
    const first = pieces.items[p] as number
    const end = pieces.items[p + 1] as number
    if (end < 0) {
      high += lane.parts[(first << partBits) + part.high] as number
      low += lane.parts[(first << partBits) + part.low] as number
    }
    for (let i = first; i < end; i++) {
      const value = (lane.high as Float64Array)[i] as number
      if (Number.isNaN(value)) continue
      high += value
      low += (lane.low as Float64Array)[i] as number
    }
  }
  highs[at] = high
  lows[at] = low
}
