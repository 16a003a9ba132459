import { mutant } from './mutant.ts'

export default mutant({
  name: 'resumes-past-commit',
  causes: ['fact-lost'],
  about: 'Comes back after a restart one record beyond what was committed.',
  standsFor: 'C#1111',
  side: 'online',
  killedBy: ['restart', 1],
  breaks: (_, meet) => ({
    resumesAt: committed => {
      if (committed === 0) return 0
      meet()
      return committed + 1
    },
  }),
})
