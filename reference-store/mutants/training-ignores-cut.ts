import { mutant } from './mutant.ts'

export default mutant({
  name: 'training-ignores-cut',
  causes: ['known-time-leak'],
  about: 'Trains on facts and corrections that arrived after the cut.',
  standsFor: 'F#6615',
  side: 'offline',
  killedBy: ['training-cut', 1],
  breaks: (_, meet) => ({
    trainedAt: () => {
      meet()
      return Number.MAX_SAFE_INTEGER
    },
  }),
})
