import type { ProfileLine } from '../profile-line.ts'
import { byArrival, orderRule } from '../rules/order-rules.ts'
import { append, ask, fact, found, hour, way } from '../way.ts'

const steps = [append(fact(hour, 2n)), append(fact(0, 1n, { arrives: 2 * hour })), ask(3 * hour, 'a')]

const possible = [
  found('newest-event', ['2'], 'the one that happened last: an older write replaces nothing'),
  found(
    'newest-arrival',
    ['1'],
    'the one that arrived last: an older write replaces a newer one',
    orderRule(byArrival),
  ),
]

/** A write that is older by event time, after a newer one. */
export const olderAfterNewer: ProfileLine = {
  name: 'older-after-newer',
  asks: 'When a fact arrives after a newer one, which of them is served?',
  sides: 'both',
  ways: [way({ kind: 'latest', steps, possible }), way({ kind: 'last', steps, possible })],
}
