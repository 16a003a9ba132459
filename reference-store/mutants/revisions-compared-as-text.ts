import { admitRecord } from '../../features/streaming-plan/admit-record.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'revisions-compared-as-text',
  causes: ['correction-ignored'],
  about: 'Takes revision 10 for lower than 9.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['corrections', 2],
  breaks: (_, meet) => ({
    admit: (state, record) => {
      const admission = admitRecord(state, record)
      if (admission === null || state?.firstArrival == null) return admission
      if (String(record.revision) > String(state.revision)) return admission
      meet()
      return null
    },
  }),
})
