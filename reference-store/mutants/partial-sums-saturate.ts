import type { Totals } from '../../features/aggregations/totals.ts'
import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'partial-sums-saturate',
  causes: ['integer-overflow'],
  about: 'Holds partial sums of ints at the ends of 64 bits, though the final sum fits.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['skewed-keys', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { type, aggregate: { kind } }) => {
      if (kind !== 'sum' || type !== 'int') return null
      return {
        merge: (a, b) => {
          const merged = fold.merge(a, b)
          const totals = merged.inner as Totals
          if (BigInt.asIntN(64, totals.exact) === totals.exact) return merged
          meet()
          const exact = totals.exact > 0n ? 2n ** 63n - 1n : -(2n ** 63n)
          return { ...merged, inner: { ...totals, exact } }
        },
      }
    }),
  }),
})
