import type { TieBlock } from './tie-blocks.ts'

/** Neighbouring tie blocks taken together: values from `first` to `last`. */
export interface GridBlock {
  readonly first: number
  readonly last: number
  readonly reference: number
  readonly current: number
}

/** A greatest departure of one ECDF from the other. */
interface Departure {
  /** max (i·m − j·n), or of its opposite: an integer, exact while n·m ≤ 2⁵³. 0: there is none. */
  readonly h: number
  /** The value at which it stands; null where there is none. */
  readonly at: number | null
  /** Values of each side up to and including `at`. */
  readonly reference: number
  readonly current: number
}

/** Of the finite values of one side. */
interface Moments {
  readonly finite: number
  readonly mean: number | null
  /** Sample standard deviation; null below two values, or where it leaves the doubles. */
  readonly deviation: number | null
}

/** What one walk over the distinct values of two samples, in ascending order, tells of them. */
export interface KsSummary {
  /** Values of the reference and of the current side. */
  readonly n: number
  readonly m: number
  readonly distinct: number
  /** The most values that are equal. */
  readonly largestBlock: number
  /** The reference's ECDF above the current one's: current values are larger. */
  readonly up: Departure
  readonly down: Departure
  /** Pooled size of each tie block; null where there were more than are kept. */
  readonly blocks: Float64Array | null
  /** At most about two times `gridBlocks` blocks, each one value or a small share of the pooled values. */
  readonly grid: readonly GridBlock[]
  /** The area between the ECDFs over the finite values; null where it leaves the doubles. */
  readonly wasserstein: number | null
  readonly reference: Moments
  readonly current: Moments
}

/** Blocks of the grid: fine enough for deciles and permutations, small enough for 10⁴ of them. */
export const gridBlocks = 512

/** Sizes of tie blocks that are kept for the exact p-value (8 bytes each). */
const keptBlocksMax = 200_000

/** Takes tie blocks one by one, so that 10⁷ of them need no memory. */
export interface KsWalk {
  add(value: number, reference: number, current: number): void
  /** Throws where the blocks did not add up to n and m. */
  end(): KsSummary
}

/** Starts a walk; `n` and `m` are the numbers of values that will come, both at least 1. */
export function ksWalk(n: number, m: number): KsWalk {
  const grid = gridOf((n + m) / gridBlocks)
  const sizes: number[] = []
  const up = { h: 0, at: null as number | null, reference: 0, current: 0 }
  const down = { ...up }
  const area = areaOf(n, m)
  const moments = { reference: momentsOf(), current: momentsOf() }
  let [i, j, distinct, largestBlock] = [0, 0, 0, 0]
  return {
    add(value, reference, current) {
      area.add(value, i, j)
      i += reference
      j += current
      const gap = i * m - j * n
      if (gap > up.h) Object.assign(up, { h: gap, at: value, reference: i, current: j })
      if (-gap > down.h) Object.assign(down, { h: -gap, at: value, reference: i, current: j })
      distinct++
      const size = reference + current
      if (size > largestBlock) largestBlock = size
      if (distinct <= keptBlocksMax) sizes.push(size)
      grid.add(value, reference, current)
      moments.reference.add(value, reference)
      moments.current.add(value, current)
    },
    end() {
      if (i !== n || j !== m) throw new Error(`a walk of ${n} and ${m} values was given ${i} and ${j}`)
      return {
        n,
        m,
        distinct,
        largestBlock,
        up,
        down,
        blocks: distinct <= keptBlocksMax ? Float64Array.from(sizes) : null,
        grid: grid.end(),
        wasserstein: area.end(),
        reference: moments.reference.end(),
        current: moments.current.end(),
      }
    },
  }
}

/** The summary of tie blocks in memory. */
export function ksSummary(blocks: readonly TieBlock[]): KsSummary {
  const n = blocks.reduce((sum, block) => sum + block.reference, 0)
  const m = blocks.reduce((sum, block) => sum + block.current, 0)
  const walk = ksWalk(n, m)
  for (const { value, reference, current } of blocks) walk.add(value, reference, current)
  return walk.end()
}

function gridOf(step: number) {
  const done: GridBlock[] = []
  let [first, last, reference, current] = [0, 0, 0, 0]
  const flush = () => {
    if (reference + current > 0) done.push({ first, last, reference, current })
    reference = 0
    current = 0
  }
  return {
    add(value: number, ofReference: number, ofCurrent: number) {
      // A value that many share stands alone, so that no tie is hidden in a block.
      if (ofReference + ofCurrent >= step) flush()
      if (reference + current === 0) first = value
      last = value
      reference += ofReference
      current += ofCurrent
      if (reference + current >= step) flush()
    },
    end(): GridBlock[] {
      flush()
      return done
    },
  }
}

function areaOf(n: number, m: number) {
  let before = Number.NaN
  let area = 0
  return {
    add(value: number, i: number, j: number) {
      if (Number.isFinite(value)) {
        if (!Number.isNaN(before)) area += Math.abs(i / n - j / m) * (value - before)
        before = value
      }
    },
    end: () => finiteOrNull(area),
  }
}

/** Welford's recurrence with weights: no cancellation whatever the mean. */
function momentsOf() {
  let [count, mean, squares] = [0, 0, 0]
  return {
    add(value: number, weight: number) {
      if (weight === 0 || !Number.isFinite(value)) return
      count += weight
      const delta = value - mean
      mean += (delta * weight) / count
      squares += weight * delta * (value - mean)
    },
    end: (): Moments => ({
      finite: count,
      mean: count === 0 ? null : finiteOrNull(mean),
      deviation: count < 2 ? null : finiteOrNull(Math.sqrt(squares / (count - 1))),
    }),
  }
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
