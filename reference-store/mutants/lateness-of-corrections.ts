import { admitRecord } from '../../features/streaming-plan/admit-record.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'lateness-of-corrections',
  causes: ['late-dropped'],
  about: 'Judges allowed lateness by the newest correction of a fact rather than by its first upsert.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['corrections', 1],
  breaks: (_, meet) => ({
    admit: (state, record) => {
      const admission = admitRecord(state, record)
      if (admission === null || state?.firstArrival == null || record.eventTime === null) return admission
      const lateness = record.arrival - record.eventTime
      if (lateness <= admission.state.lateness) return admission
      meet()
      return { ...admission, state: { ...admission.state, lateness } }
    },
  }),
})
