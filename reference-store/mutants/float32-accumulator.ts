import type { Totals } from '../../features/aggregations/totals.ts'
import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'float32-accumulator',
  causes: ['value-precision'],
  about: 'Adds floats up in a float32.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { type, aggregate: { kind } }) => {
      if (kind !== 'sum' || type !== 'float') return null
      return {
        merge: (a, b) => {
          const merged = fold.merge(a, b)
          const totals = merged.inner as Totals
          const total = Math.fround(totals.total)
          if (total === totals.total || !Number.isFinite(total)) return merged
          meet()
          return { ...merged, inner: { ...totals, total } }
        },
      }
    }),
  }),
})
