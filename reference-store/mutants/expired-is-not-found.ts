import { mutant } from './mutant.ts'

export default mutant({
  name: 'expired-is-not-found',
  causes: ['state-confused'],
  about: 'Says that an expired value was never there.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['silence', 1],
  breaks: (_, meet) => ({
    finish: (fold, acc, asOf) => {
      const finished = fold.finish(acc, asOf)
      if (finished.state !== 'expired') return finished
      meet()
      return { ...finished, state: 'not-found' }
    },
  }),
})
