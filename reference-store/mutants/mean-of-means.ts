import type { Totals } from '../../features/aggregations/totals.ts'
import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'mean-of-means',
  causes: ['non-invertible-merge'],
  about: 'Merges two means as if they were of as many values.',
  standsFor: 'feast aggregation/tiling',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { aggregate: { kind, of } }) => {
      if (kind !== 'mean' || of?.type !== 'float') return null
      return {
        merge: (a, b) => {
          const merged = fold.merge(a, b)
          const [left, right] = [a.inner as Totals, b.inner as Totals]
          if (left.n === 0 || right.n === 0 || left.n === right.n) return merged
          meet()
          const n = left.n + right.n
          const total = ((left.total / left.n + right.total / right.n) / 2) * n
          return { ...merged, inner: { ...(merged.inner as Totals), total } }
        },
      }
    }),
  }),
})
