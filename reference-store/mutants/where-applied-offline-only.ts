import { mutant } from './mutant.ts'

export default mutant({
  name: 'where-applied-offline-only',
  causes: ['filter-ignored'],
  about: 'Counts online the facts that the filter of a feature excludes.',
  standsFor: 'C#739',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    passes: predicate => {
      if (predicate !== true) meet()
      return true
    },
  }),
})
