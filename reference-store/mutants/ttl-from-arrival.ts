import type { Contribution } from '../../features/aggregations/aggregation.ts'
import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'ttl-from-arrival',
  causes: ['processing-time-used'],
  about: 'Counts a ttl from the arrival of a fact rather than from its event time.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['out-of-order', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { aggregate: { ttl } }) => {
      if (ttl === null) return null
      return {
        finish: (acc, asOf) => {
          const newest = acc.inner as Contribution | null
          if (newest === null) return fold.finish(acc, asOf)
          const finished = fold.finish({ ...acc, inner: { ...newest, eventTime: newest.firstArrival } }, asOf)
          if (finished.state !== fold.finish(acc, asOf).state) meet()
          return finished
        },
      }
    }),
  }),
})
