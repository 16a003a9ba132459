import { copiesAsFacts } from './copies-as-facts.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'redelivery-counts',
  causes: ['duplicate-counted'],
  about: 'Counts a record that the log holds twice as two facts.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['duplicates', 1],
  breaks: (_, meet) => ({ delivered: copiesAsFacts(meet) }),
})
