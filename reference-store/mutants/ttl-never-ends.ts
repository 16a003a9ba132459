import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'ttl-never-ends',
  causes: ['ttl-ignored'],
  about: 'Serves a value as present after its ttl.',
  standsFor: 'F#6821',
  side: 'online',
  killedBy: ['silence', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { aggregate: { ttl } }) => {
      if (ttl === null) return null
      return {
        finish: (acc, asOf) => {
          if (fold.finish(acc, asOf).state === 'expired') meet()
          return fold.finish(acc, Number.NEGATIVE_INFINITY)
        },
      }
    }),
  }),
})
