import type { ProfileLine } from '../profile-line.ts'
import { byId, byPlace, flipped, tieRule } from '../rules/order-rules.ts'
import { append, ask, fact, found, hour, minute, way } from '../way.ts'

const together = { arrives: minute }

/** Pairs of facts that share event time and arrival: ids and values agree with their places in the batch, or contradict them. */
const steps = [
  append(
    fact(0, 2n, { key: 'k1', id: 'k1 b', ...together }),
    fact(0, 1n, { key: 'k1', id: 'k1 a', ...together }),
    fact(0, 2n, { key: 'k2', id: 'k2 a', ...together }),
    fact(0, 1n, { key: 'k2', id: 'k2 b', ...together }),
    fact(0, 1n, { key: 'k3', id: 'k3 b', ...together }),
    fact(0, 2n, { key: 'k3', id: 'k3 a', ...together }),
  ),
  ask(hour, 'k1', 'k2', 'k3'),
]

const possible = [
  found('greatest-id', ['2', '1', '1'], 'the one with the greater id'),
  found('least-id', ['1', '2', '2'], 'the one with the lesser id', tieRule(flipped(byId))),
  found('last-in-log', ['1', '1', '2'], 'the one that comes last in the log', tieRule(byPlace)),
  found('first-in-log', ['2', '2', '1'], 'the one that comes first in the log', tieRule(flipped(byPlace))),
  found('greatest-value', ['2', '2', '2'], 'the one with the greater value'),
  found('least-value', ['1', '1', '1'], 'the one with the lesser value'),
  found('row-lost', ['no row', 'no row', 'no row'], 'no single row is given'),
]

/** Of two facts with one event time and one arrival, the one that is the newest. */
export const tieOfArrivals: ProfileLine = {
  name: 'tie-of-arrivals',
  asks: 'Of two facts of one event time that arrive together, which is the newest?',
  sides: 'both',
  ways: [way({ kind: 'latest', steps, possible }), way({ kind: 'last', steps, possible })],
}
