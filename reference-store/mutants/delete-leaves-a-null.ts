import { admitRecord } from '../../features/streaming-plan/admit-record.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'delete-leaves-a-null',
  causes: ['retraction-ignored'],
  about: 'Empties a deleted fact rather than taking it away.',
  standsFor: 'C#355',
  side: 'online',
  killedBy: ['retractions', 1],
  breaks: (_, meet) => ({
    admit: (state, record) => {
      const admission = admitRecord(state, record)
      if (record.upsert || admission === null || state?.eventTime == null) return admission
      meet()
      return {
        state: { ...admission.state, eventTime: state.eventTime },
        superseded: state.eventTime,
        stands: true,
      }
    },
  }),
})
