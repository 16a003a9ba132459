import type { Instant, Micros } from '../value.ts'
import { type Bounds, floorTo } from './window-bounds.ts'

/** Where the tiles of one size (µs) that lie wholly within some bounds begin, and where they end; −∞ stands for no tail. */
export function wholeTiles({ from, to }: Bounds, size: Micros): { first: Instant; last: Instant } {
  const first = from === Number.NEGATIVE_INFINITY ? from : -floorTo(-from, size)
  return { first, last: floorTo(to, size) }
}
