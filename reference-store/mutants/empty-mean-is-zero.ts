import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'empty-mean-is-zero',
  causes: ['empty-default'],
  about: 'Serves 0 for the mean of nothing.',
  standsFor: 'feast aggregation/tiling',
  side: 'online',
  killedBy: ['silence', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { aggregate: { kind } }) => {
      if (kind !== 'mean') return null
      return {
        finish: (acc, asOf) => {
          const finished = fold.finish(acc, asOf)
          if (finished.state !== 'not-found') return finished
          meet()
          return { ...finished, value: 0 }
        },
      }
    }),
  }),
})
