import { admitRecord } from '../../features/streaming-plan/admit-record.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'revival-ignored',
  causes: ['fact-lost'],
  about: 'Leaves a deleted fact deleted when a higher revision brings it back.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['retractions', 1],
  breaks: (_, meet) => ({
    admit: (state, record) => {
      if (state?.firstArrival == null || state.eventTime !== null || !record.upsert)
        return admitRecord(state, record)
      meet()
      return null
    },
  }),
})
