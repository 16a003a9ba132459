import { mutant } from './mutant.ts'

export default mutant({
  name: 'late-limit-exclusive',
  causes: ['late-dropped'],
  about: 'Drops the fact that is exactly as late as is allowed.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['late-events', 1],
  breaks: (_, meet) => ({
    inTime: (lateness, allowed) => {
      if (lateness !== allowed || allowed === 0) return lateness <= allowed
      meet()
      return false
    },
  }),
})
