import type { Contribution } from '../../features/aggregations/aggregation.ts'
import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'ttl-unset-expires',
  causes: ['ttl-boundary'],
  about: 'Takes a ttl that is not set for one of 0.',
  standsFor: 'F#3232',
  side: 'online',
  killedBy: ['silence', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { aggregate: { kind, ttl } }) => {
      if (kind !== 'latest' || ttl !== null) return null
      return {
        finish: (acc, asOf) => {
          const finished = fold.finish(acc, asOf)
          const newest = acc.inner as Contribution | null
          if (acc.facts === 0 || newest === null || asOf - newest.eventTime <= 0) return finished
          meet()
          return { ...finished, value: null, state: 'expired' }
        },
      }
    }),
  }),
})
