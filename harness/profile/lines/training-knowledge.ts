import type { FoundRule, ProfileLine } from '../profile-line.ts'
import { append, askAt, day, fact, found, hour, way } from '../way.ts'

/** A training row knows what had arrived by its T, and no more. */
const asKnown: FoundRule = (policy, { side }) => {
  if (side !== 'offline') return null
  return {
    look: (look, asked) => {
      const seen = policy.look(look, asked)
      return { ...seen, isVisible: record => record.arrival <= seen.asOf && seen.isVisible(record) }
    },
  }
}

const steps = [append(fact(0, 1n)), append(fact(hour, 2n, { arrives: day })), askAt(2 * hour, 'a')]

const possible = [
  found('as-trained', ['2'], 'it does: rows are built from all that arrived up to the training cut'),
  found('as-known', ['1'], 'it does not: rows are built from what had arrived by their T', asKnown),
]

/** What a training row knows of facts that arrived after its T. */
export const trainingKnowledge: ProfileLine = {
  name: 'training-knowledge',
  asks: 'Does a training row hold a fact that happened before its T and arrived after it?',
  sides: 'offline',
  ways: [way({ kind: 'count', steps, possible }), way({ kind: 'latest', steps, possible })],
}
