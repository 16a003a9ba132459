import type { Value } from '../../features/value.ts'
import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'distinct-counts-added',
  causes: ['non-invertible-merge'],
  about: 'Adds the distinct counts of tiles up.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['skewed-keys', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { aggregate: { kind } }) => {
      if (kind !== 'countDistinct') return null
      return {
        merge: (a, b) => {
          if (a.facts < 2 && b.facts < 2) return fold.merge(a, b)
          meet()
          const inner = [...(a.inner as readonly Value[]), ...(b.inner as readonly Value[])]
          return { facts: a.facts + b.facts, poisoned: a.poisoned || b.poisoned, inner }
        },
      }
    }),
  }),
})
