import type { Value } from '../../features/value.ts'
import type { StoredCell } from './cell.ts'

/** How unlikely (in bits) it is to hit the value that a cell was given by chance: a small count is, a float is not. */
export function surpriseOf({ given }: StoredCell): number {
  return bitsOf(given.value)
}

/** As `surpriseOf`, of a value. */
export function bitsOf(value: Value): number {
  if (value === null || typeof value === 'boolean') return 4
  if (typeof value === 'string') return 10
  if (typeof value === 'bigint') return value > -1_000n && value < 1_000n ? 7 : 16
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 1_000 ? 7 : 24
  return value.reduce((sum: number, each) => sum + bitsOf(each as Value), 4)
}
