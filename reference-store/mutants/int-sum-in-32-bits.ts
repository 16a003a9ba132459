import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'int-sum-in-32-bits',
  causes: ['integer-overflow'],
  about: 'Keeps the low 32 bits of a sum of ints.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['skewed-keys', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { type, aggregate: { kind } }) => {
      if (kind !== 'sum' || type !== 'int') return null
      return {
        finish: (acc, asOf) => {
          const finished = fold.finish(acc, asOf)
          if (typeof finished.value !== 'bigint') return finished
          const value = BigInt.asIntN(32, finished.value)
          if (value === finished.value) return finished
          meet()
          return { ...finished, value }
        },
      }
    }),
  }),
})
