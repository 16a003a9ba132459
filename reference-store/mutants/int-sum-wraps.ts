import type { Totals } from '../../features/aggregations/totals.ts'
import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'int-sum-wraps',
  causes: ['integer-overflow'],
  about: 'Lets a sum of ints wrap round at 64 bits.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['skewed-keys', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { type, aggregate: { kind } }) => {
      if (kind !== 'sum' || type !== 'int') return null
      return {
        finish: (acc, asOf) => {
          const finished = fold.finish(acc, asOf)
          if (!finished.overflow || finished.state !== 'null') return finished
          meet()
          const value = BigInt.asIntN(64, (acc.inner as Totals).exact)
          return { value, state: 'present', overflow: false }
        },
      }
    }),
  }),
})
