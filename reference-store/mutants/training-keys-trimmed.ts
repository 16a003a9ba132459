import { mutant } from './mutant.ts'

export default mutant({
  name: 'training-keys-trimmed',
  causes: ['key-split'],
  about: 'Trims the texts of the keys that it trains for, though not those of the log.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['careless-keys', 1],
  breaks: (_, meet) => ({
    trainedPoint: point => {
      if (point.key === null) return point
      const key = point.key.map(part => {
        if (typeof part !== 'string' || part.normalize('NFKD').trim() === part) return part
        meet()
        return part.normalize('NFKD').trim()
      })
      return { ...point, key }
    },
  }),
})
