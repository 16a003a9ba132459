import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'newest-arrival-wins',
  causes: ['out-of-order-overwrite'],
  about: 'Takes what arrived last for the newest, so that an older fact overwrites a newer one.',
  standsFor: 'F#1691',
  side: 'online',
  killedBy: ['out-of-order', 1],
  breaks: (_, meet) => ({
    fold: changeFold((fold, { aggregate: { kind, ttl } }) => {
      if ((kind !== 'last' && kind !== 'lastN' && kind !== 'latest') || ttl !== null) return null
      return {
        lift: fact => {
          if (fact.eventTime !== fact.firstArrival) meet()
          return fold.lift({ ...fact, eventTime: fact.firstArrival })
        },
      }
    }),
  }),
})
