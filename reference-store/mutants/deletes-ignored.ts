import { admitRecord } from '../../features/streaming-plan/admit-record.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'deletes-ignored',
  causes: ['retraction-ignored'],
  about: 'Keeps what was deleted.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['retractions', 1],
  breaks: (_, meet) => ({
    admit: (state, record) => {
      if (record.upsert) return admitRecord(state, record)
      meet()
      return null
    },
  }),
})
