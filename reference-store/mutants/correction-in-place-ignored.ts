import { admitRecord } from '../../features/streaming-plan/admit-record.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'correction-in-place-ignored',
  causes: ['correction-ignored'],
  about: 'Ignores a correction that does not move the event time.',
  standsFor: 'F#2795',
  side: 'online',
  killedBy: ['corrections', 1],
  breaks: (_, meet) => ({
    admit: (state, record) => {
      const admission = admitRecord(state, record)
      if (admission === null || state?.eventTime == null || state.eventTime !== record.eventTime)
        return admission
      meet()
      return null
    },
  }),
})
