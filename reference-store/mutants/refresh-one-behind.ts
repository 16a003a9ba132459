import { refreshedAt } from '../../features/streaming-plan/window-bounds.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'refresh-one-behind',
  causes: ['stale'],
  about: 'Serves the refresh before the newest.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['scheduled', 1],
  breaks: (_, meet) => ({
    refreshedAt: (refresh, asOf, greatest) => {
      const newest = refreshedAt(refresh, asOf, greatest)
      if (newest === null) return null
      meet()
      return newest - refresh.every
    },
  }),
})
