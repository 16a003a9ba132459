import { admitRecord } from '../../features/streaming-plan/admit-record.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'later-corrections-ignored',
  causes: ['correction-ignored'],
  about: 'Keeps the first of several corrections of a fact.',
  standsFor: 'F#3360',
  side: 'online',
  killedBy: ['corrections', 1],
  breaks: (_, meet) => ({
    admit: (state, record) => {
      const admission = admitRecord(state, record)
      if (admission === null || state === undefined || !record.upsert || state.revision === 0)
        return admission
      meet()
      return null
    },
  }),
})
