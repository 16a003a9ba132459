import { leafSize } from './fact-tree.ts'
import { type Lane, spreadOf } from './lane.ts'
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
    for (let p = 0; p < length; p += 2) {
      const end = items[p + 1] as number
      if (end < 0) this.#addNode(lane, items[p] as number, -1 - end)
      else if (lane.hasNulls) this.#addGaps(lane, items[p] as number, end)
      else this.#addRun(lane, items[p] as number, end)
    }
  }

  #addNode(lane: Lane, at: number, level: number): void {
    const n = lane.n === null ? leafSize << level : (lane.n[at] as number)
    if (n === 0) return
    const sum = lane.sum === null ? 0 : (lane.sum[at] as number)
    if (lane.spread !== null) this.#spread(n, sum, lane.spread[at] as number)
    this.n += n
    this.sum += sum
    if (lane.size !== null) this.size += lane.size[at] as number
    if (lane.least === null || lane.greatest === null) return
    const least = lane.least[at] as number
    const greatest = lane.greatest[at] as number
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
    const distance = sum / n - this.sum / this.n
    this.spread += spread + distance * ((this.n * n) / (this.n + n)) * distance
  }
}
