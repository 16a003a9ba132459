import { withFact } from '../../features/streaming-plan/tile-cell.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'second-aggregate-missed',
  causes: ['fact-lost'],
  about: 'Updates a full tile for the first of the aggregations that share it only.',
  standsFor: 'C#276',
  side: 'online',
  killedBy: ['skewed-keys', 1],
  breaks: (_, meet) => ({
    intoTile: (seams, folds, cell, fact) => {
      const next = withFact(seams, folds, cell, fact)
      const before = cell?.accs
      if (before === undefined || next?.accs === undefined || before.length < 2) return next
      meet()
      return { accs: next.accs.map((acc, i) => (i === 0 ? acc : before[i]!)) }
    },
  }),
})
