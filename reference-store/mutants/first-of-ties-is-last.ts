import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'first-of-ties-is-last',
  causes: ['tie-break'],
  about: 'Takes for the first fact the one of several at its event time that arrived last.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['out-of-order', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { aggregate }) => {
      if (aggregate.kind !== 'first') return null
      return {
        lift: fact => {
          meet()
          return fold.lift({ ...fact, firstArrival: -fact.firstArrival })
        },
      }
    }),
  }),
})
