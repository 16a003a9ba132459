import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'ttl-zero-is-never',
  causes: ['ttl-ignored'],
  about: 'Takes a ttl of 0 for one that never ends.',
  standsFor: 'F#3232',
  side: 'online',
  killedBy: ['silence', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { aggregate: { ttl } }) => {
      if (ttl !== 0) return null
      return {
        finish: (acc, asOf) => {
          if (fold.finish(acc, asOf).state === 'expired') meet()
          return fold.finish(acc, Number.NEGATIVE_INFINITY)
        },
      }
    }),
  }),
})
