import { floorTo } from '../../features/streaming-plan/window-bounds.ts'
import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'midnight-counts-twice',
  causes: ['duplicate-counted'],
  about: 'Counts what happened just after midnight in the batch and once more in the stream.',
  standsFor: 'C#905',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (draw, meet) => {
    const width = draw.pick('width', [1_000_000, 60_000_000, 300_000_000])
    return {
      fold: changeFold(fold => ({
        lift: fact => {
          const lifted = fold.lift(fact)
          if (fact.eventTime - floorTo(fact.eventTime, 86_400_000_000) >= width) return lifted
          meet()
          return fold.merge(lifted, lifted)
        },
      })),
    }
  },
})
