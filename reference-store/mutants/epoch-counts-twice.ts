import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'epoch-counts-twice',
  causes: ['duplicate-counted'],
  about: 'Counts a fact at event time 0 twice.',
  standsFor: 'O#2177',
  side: 'online',
  killedBy: ['epoch', 1],
  breaks: (_, meet) => ({
    fold: changeFold(fold => ({
      lift: fact => {
        const lifted = fold.lift(fact)
        if (fact.eventTime !== 0) return lifted
        meet()
        return fold.merge(lifted, lifted)
      },
    })),
  }),
})
