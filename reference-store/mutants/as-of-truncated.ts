import { floorTo } from '../../features/streaming-plan/window-bounds.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'as-of-truncated',
  causes: ['time-precision'],
  about: 'Loses what T has beyond a coarser unit.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['boundaries', 1],
  breaks: (draw, meet) => {
    const unit = draw.pick('unit', [1_000, 1_000_000])
    return {
      asked: probe => {
        if (probe.asOf % unit !== 0) meet()
        return { ...probe, asOf: floorTo(probe.asOf, unit) }
      },
    }
  },
})
