import { copiesAsFacts } from './copies-as-facts.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-on-duplicates',
  causes: ['duplicate-counted'],
  about: 'Trains on each copy of a record as on a fact of its own.',
  standsFor: 'F#1736',
  side: 'offline',
  killedBy: ['duplicates', 1],
  breaks: (_, meet) => ({ kept: copiesAsFacts(meet) }),
})
