import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'
import { numberZero } from './number-zero.ts'

export default mutant({
  name: 'missing-is-zero',
  causes: ['empty-default'],
  about: 'Serves 0 for a number that is missing.',
  standsFor: 'Nubank guide',
  side: 'online',
  killedBy: ['silence', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { type, whenEmpty }) => {
      const zero = numberZero(type)
      if (zero === null || whenEmpty !== null) return null
      return {
        finish: (acc, asOf) => {
          const finished = fold.finish(acc, asOf)
          if (finished.state !== 'not-found') return finished
          meet()
          return { ...finished, value: zero }
        },
      }
    }),
  }),
})
