/** One distinct value and how often it occurs on each side. */
export interface TieBlock {
  readonly value: number
  readonly reference: number
  readonly current: number
}

/**
 * The distinct values of two samples in ascending order, with their counts; −0 counts as 0. Values must not be NaN, the
 * infinities are in order with the rest.
 */
export function tieBlocks(reference: Iterable<number>, current: Iterable<number>): TieBlock[] {
  const counts = new Map<number, { reference: number; current: number }>()
  const count = (values: Iterable<number>, side: 'reference' | 'current') => {
    for (const value of values) {
      if (Number.isNaN(value)) throw new RangeError('NaN has no place in an order: count it apart')
      const found = counts.get(value)
      if (found === undefined) counts.set(value, { reference: 0, current: 0, [side]: 1 })
      else found[side]++
    }
  }
  count(reference, 'reference')
  count(current, 'current')
  return [...counts].map(([value, both]) => ({ value, ...both })).sort((a, b) => (a.value < b.value ? -1 : 1))
}
