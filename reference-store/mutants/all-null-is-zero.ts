import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'
import { numberZero } from './number-zero.ts'

export default mutant({
  name: 'all-null-is-zero',
  causes: ['null-as-zero'],
  about: 'Gives 0 for a window of nothing but nulls.',
  standsFor: 'F#1480',
  side: 'online',
  killedBy: ['null-storm', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { type, nulls }) => {
      const zero = numberZero(type)
      if (zero === null || nulls !== 'skip') return null
      return {
        finish: (acc, asOf) => {
          const finished = fold.finish(acc, asOf)
          if (finished.state !== 'null' || finished.overflow) return finished
          meet()
          return { ...finished, value: zero, state: 'present' }
        },
      }
    }),
  }),
})
