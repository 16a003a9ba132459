import type { ProfileLine } from '../profile-line.ts'
import { byFirstArrival, byId, flipped, tieRule } from '../rules/order-rules.ts'
import { append, ask, fact, found, hour, minute, way } from '../way.ts'

/** Pairs of facts of one event time: ids and values agree with their arrivals, or contradict them. */
const steps = [
  append(
    fact(0, 2n, { key: 'k1', id: 'k1 b', arrives: minute }),
    fact(0, 2n, { key: 'k2', id: 'k2 a', arrives: minute }),
    fact(0, 1n, { key: 'k3', id: 'k3 b', arrives: minute }),
  ),
  append(
    fact(0, 1n, { key: 'k1', id: 'k1 a', arrives: 2 * minute }),
    fact(0, 1n, { key: 'k2', id: 'k2 b', arrives: 2 * minute }),
    fact(0, 2n, { key: 'k3', id: 'k3 a', arrives: 2 * minute }),
  ),
  ask(hour, 'k1', 'k2', 'k3'),
]

const possible = [
  found('last-arrival', ['1', '1', '2'], 'the one that arrived last'),
  found('first-arrival', ['2', '2', '1'], 'the one that arrived first', tieRule(flipped(byFirstArrival))),
  found('greatest-id', ['2', '1', '1'], 'the one with the greater id', tieRule(byId)),
  found('least-id', ['1', '2', '2'], 'the one with the lesser id', tieRule(flipped(byId))),
  found('greatest-value', ['2', '2', '2'], 'the one with the greater value'),
  found('least-value', ['1', '1', '1'], 'the one with the lesser value'),
  found('null', ['null', 'null', 'null'], 'neither: nothing is served'),
  found('row-lost', ['no row', 'no row', 'no row'], 'no single row is given'),
]

/** Of two facts with one event time, the one that is the newest. */
export const tieBreak: ProfileLine = {
  name: 'tie-break',
  asks: 'Of two facts of one event time that arrive one after the other, which is the newest?',
  sides: 'both',
  ways: [way({ kind: 'latest', steps, possible }), way({ kind: 'last', steps, possible })],
}
