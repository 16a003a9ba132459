import type { FeatureAcc } from '../../features/aggregations/feature-fold.ts'
import type { Moments } from '../../features/aggregations/moments.ts'
import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'null-poisons-full-tiles',
  causes: ['null-poisons'],
  about: 'Gives null for a window only where a null is merged with several facts at once.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['null-storm', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { nulls, aggregate: { kind, of } }) => {
      if (nulls !== 'skip' || kind !== 'stddev' || of === null) return null
      const nullOnly = (acc: FeatureAcc) => acc.facts === 1 && (acc.inner as Moments).n === 0
      return {
        merge: (a, b) => {
          const merged = fold.merge(a, b)
          if (!(nullOnly(a) && b.facts > 1) && !(nullOnly(b) && a.facts > 1)) return merged
          meet()
          return { ...merged, poisoned: true }
        },
      }
    }),
  }),
})
