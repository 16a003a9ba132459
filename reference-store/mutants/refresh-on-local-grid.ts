import { refreshedAt } from '../../features/streaming-plan/window-bounds.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'refresh-on-local-grid',
  causes: ['time-zone'],
  about: 'Refreshes on the full hours of a zone that is half an hour off.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['scheduled', 1],
  breaks: (draw, meet) => {
    const shift = draw.pick('minutes', [330, -210, 345]) * 60_000_000
    return {
      refreshedAt: (refresh, asOf, greatest) => {
        const shifted = refreshedAt(refresh, asOf + shift, greatest === null ? null : greatest + shift)
        if (shifted === null) return null
        meet()
        return shifted - shift
      },
    }
  },
})
