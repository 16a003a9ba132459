import { admitRecord } from '../../features/streaming-plan/admit-record.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'early-delete-forgotten',
  causes: ['retraction-ignored'],
  about: 'Forgets a delete that arrives before what it deletes.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['retractions', 1],
  breaks: (_, meet) => ({
    admit: (state, record) => {
      if (record.upsert || state?.firstArrival != null) return admitRecord(state, record)
      meet()
      return null
    },
  }),
})
