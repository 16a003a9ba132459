import { isKnown } from '../../features/streaming-plan/is-known.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'known-by-event-time',
  causes: ['known-time-leak'],
  about: 'Judges by event time what was known at a refresh: a fact that arrived later is seen too early.',
  standsFor: 'C#527',
  side: 'online',
  killedBy: ['scheduled', 1],
  breaks: (_, meet) => ({
    isKnown: (fact, knownAt) => {
      const known = isKnown(fact, knownAt)
      if (known || knownAt === null || fact.knownTo !== null || fact.eventTime > knownAt) return known
      meet()
      return true
    },
  }),
})
