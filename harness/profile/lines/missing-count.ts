import type { ProfileLine } from '../profile-line.ts'
import { noCountIsNull } from '../rules/empty-rules.ts'
import { append, ask, fact, found, hour, way } from '../way.ts'

/** How many facts a key has that the store never saw. */
export const missingCount: ProfileLine = {
  name: 'missing-count',
  asks: 'How many facts does a key have that was never seen?',
  sides: 'both',
  ways: [
    way({
      kind: 'count',
      steps: [append(fact(0, 7n, { key: 'known' })), ask(hour, 'unknown')],
      possible: [
        found('zero', ['0'], '0'),
        found('null', ['null'], 'null', noCountIsNull),
        found('row-dropped', ['no row'], 'no row at all: the probe is dropped'),
      ],
    }),
  ],
}
