import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'ids-compared-as-text',
  causes: ['tie-break'],
  about: 'Orders facts of one event time and arrival by the text of their integer ids: 10 before 9.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['ties', 1],
  breaks: (_, meet) => ({
    fold: changeFold(fold => ({
      lift: fact => {
        if (typeof fact.id === 'bigint') meet()
        return fold.lift({ ...fact, id: String(fact.id) })
      },
    })),
  }),
})
