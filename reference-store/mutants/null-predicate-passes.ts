import { mutant } from './mutant.ts'

export default mutant({
  name: 'null-predicate-passes',
  causes: ['filter-ignored'],
  about: 'Lets a fact in whose predicate is null.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['null-predicates', 1],
  breaks: (_, meet) => ({
    passes: predicate => {
      if (predicate === null) meet()
      return predicate !== false
    },
  }),
})
