import type { Moments } from '../../features/aggregations/moments.ts'
import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'spread-merged-within-only',
  causes: ['non-invertible-merge'],
  about: 'Merges the spreads of tiles and forgets how far their means lie apart.',
  standsFor: 'feast aggregation/tiling',
  side: 'online',
  killedBy: ['late-events', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { aggregate: { kind } }) => {
      if (kind !== 'stddev' && kind !== 'variance') return null
      return {
        merge: (a, b) => {
          const merged = fold.merge(a, b)
          const [left, right] = [a.inner as Moments, b.inner as Moments]
          if (left.n < 2 && right.n < 2) return merged
          meet()
          return { ...merged, inner: { ...(merged.inner as Moments), m2: left.m2 + right.m2 } }
        },
      }
    }),
  }),
})
