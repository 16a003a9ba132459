import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'ties-ignore-arrival',
  causes: ['tie-break'],
  about: 'Orders facts of one event time by their ids alone.',
  standsFor: 'O#1780',
  side: 'online',
  killedBy: ['out-of-order', 1],
  breaks: (_, meet) => ({
    fold: changeFold(fold => ({
      lift: fact => {
        meet()
        return fold.lift({ ...fact, firstArrival: 0 })
      },
    })),
  }),
})
