import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'null-poisons-all',
  causes: ['null-poisons'],
  about: 'Gives null for a window with one null where nulls are to be skipped.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['null-storm', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { nulls, aggregate: { kind } }) => {
      if (nulls !== 'skip' || kind === 'latest' || kind === 'count') return null
      return {
        lift: fact => {
          const lifted = fold.lift(fact)
          if (fact.input !== null) return lifted
          meet()
          return { ...lifted, poisoned: true }
        },
      }
    }),
  }),
})
