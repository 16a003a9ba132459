import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-past-the-label',
  causes: ['future-visible'],
  about: 'Trains on what happened after the label, for some time.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['steady', 1],
  breaks: (draw, meet) => {
    const after = draw.pick('after', [60_000_000, 300_000_000])
    return {
      trainedPoint: point => {
        meet()
        return { ...point, asOf: point.asOf + after }
      },
    }
  },
})
