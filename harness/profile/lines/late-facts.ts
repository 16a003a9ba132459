import type { ProfileLine } from '../profile-line.ts'
import { append, ask, day, fact, found, hour, way } from '../way.ts'

const steps = [
  append(fact(0, 1n)),
  append(fact(4 * day, 3n, { key: 'other' })),
  append(fact(hour, 2n, { arrives: 5 * day })),
  ask(5 * day + hour, 'a'),
]

const possible = [
  found('counted', ['2'], 'it does'),
  found('dropped', ['1'], 'it does not: it came too late'),
]

/** A fact that comes days after it happened, and after much that happened later. */
export const lateFacts: ProfileLine = {
  name: 'late-facts',
  asks: 'Does a fact count that arrives five days late, for a feature that sets no limit?',
  sides: 'both',
  ways: [way({ kind: 'count', steps, possible }), way({ kind: 'latest', steps, possible })],
}
