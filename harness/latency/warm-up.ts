import type { Micros } from '../../features/value.ts'
import { LatencyHistogram } from './latency-histogram.ts'

/** Blocks that must be left once the warm-up is cut off. */
export const blocksMin = 5

export type WarmUp =
  | { readonly kind: 'steady' /** Leading blocks that are left out. */; readonly dropped: number }
  | { readonly kind: 'unsteady'; readonly reason: string }

/** Medians this close are the same (relative): machines breathe. */
const closeRelative = 0.1

/**
 * Where the warm-up ends: leading blocks are dropped until the first whose median is that of the last half, within a tenth,
 * within what is `negligible` (µs), or within the two medians' 95 % intervals; and that one too, in whose midst it may have
 * settled: a median does not show what its tail still holds. A run that never settles, or leaves fewer than five blocks, is
 * not steady.
 */
export function warmUp(blocks: readonly LatencyHistogram[], negligible: Micros = 0): WarmUp {
  const half = Math.floor(blocks.length / 2)
  if (blocks.length < blocksMin)
    return { kind: 'unsteady', reason: `the run has ${blocks.length} blocks, ${blocksMin} are needed` }
  const settled = medianOf(blocks.slice(half))
  const first = blocks.findIndex(block => isSame(medianOf([block]), settled, negligible))
  const dropped = first > 0 ? first + 1 : first
  if (dropped >= 0 && first <= half && blocks.length - dropped >= blocksMin)
    return { kind: 'steady', dropped }
  return {
    kind: 'unsteady',
    reason: 'the median of its blocks had not settled when half of the run was over',
  }
}

interface Median {
  readonly estimate: Micros
  readonly low: Micros
  readonly high: Micros
}

function medianOf(blocks: readonly LatencyHistogram[]): Median {
  return LatencyHistogram.merged(blocks).percentile(50)
}

function isSame(a: Median, b: Median, negligible: Micros): boolean {
  // Both are +∞ where nothing is answered: that is steady as well.
  if (a.estimate === b.estimate) return true
  if (Math.abs(a.estimate - b.estimate) <= Math.max(negligible, closeRelative * b.estimate)) return true
  return a.low <= b.high && b.low <= a.high
}
