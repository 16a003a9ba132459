import type { ProfileLine } from '../profile-line.ts'
import { append, ask, fact, found, hour, way } from '../way.ts'

const steps = [append(fact(0, 1n, { key: 'k1' }), fact(0, 2n, { key: 'k2' })), ask(hour, 'k1', 'k2', 'k1')]

const possible = [
  found('each-answered', ['1', '2', '1'], 'it does'),
  found(
    'one-of-them',
    ['no row', '2', '1'],
    'no: of probes that are alike only the last has one row of its own',
  ),
  found(
    'one-of-them',
    ['1', '2', 'no row'],
    'no: of probes that are alike only the first has one row of its own',
  ),
  found('none-of-them', ['no row', '2', 'no row'], 'no: probes that are alike have no single row each'),
]

/** One key at one instant, asked for twice in one call. */
export const repeatedProbes: ProfileLine = {
  name: 'repeated-probes',
  asks: 'Does each of two probes that are alike get its answer?',
  sides: 'both',
  ways: [
    way({ kind: 'latest', steps, possible }),
    way({ kind: 'last', steps, possible }),
    way({ kind: 'sum', steps, possible }),
  ],
}
