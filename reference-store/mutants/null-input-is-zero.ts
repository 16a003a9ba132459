import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'
import { numberZero } from './number-zero.ts'

export default mutant({
  name: 'null-input-is-zero',
  causes: ['null-as-zero'],
  about: 'Takes a null number for 0 where nulls are to be skipped.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['null-storm', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { nulls, aggregate: { kind, of } }) => {
      const zero = numberZero(of?.type)
      if (zero === null || nulls !== 'skip' || kind === 'latest' || kind === 'count') return null
      return {
        lift: fact => {
          if (fact.input !== null) return fold.lift(fact)
          meet()
          return fold.lift({ ...fact, input: zero })
        },
      }
    }),
  }),
})
