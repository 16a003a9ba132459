import { withFact } from '../../features/streaming-plan/tile-cell.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'full-tile-drops',
  causes: ['fact-lost'],
  about: 'Drops what comes to a tile that holds so many facts already.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['skewed-keys', 1],
  breaks: (draw, meet) => {
    const room = draw.int('room', 3, 6)
    return {
      intoTile: (seams, folds, cell, fact) => {
        if (cell?.facts === undefined || cell.facts.length < room) return withFact(seams, folds, cell, fact)
        meet()
        return cell
      },
    }
  },
})
