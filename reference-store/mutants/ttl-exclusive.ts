import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'ttl-exclusive',
  causes: ['ttl-boundary'],
  about: 'Expires a value that is exactly as old as its ttl.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['boundaries', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { aggregate: { ttl } }) => {
      if (ttl === null) return null
      return {
        finish: (acc, asOf) => {
          const late = fold.finish(acc, asOf + 1)
          if (late.state !== fold.finish(acc, asOf).state) meet()
          return late
        },
      }
    }),
  }),
})
