import type { FoundRule, ProfileLine } from '../profile-line.ts'
import { append, ask, day, fact, found, minute, way } from '../way.ts'

const toldAs =
  (state: 'null' | 'not-found'): FoundRule =>
  policy => ({
    answer: (answer, feature, facts) => {
      const told = policy.answer(answer, feature, facts)
      return told.state === 'expired' ? { ...told, state } : told
    },
  })

/** What is served, and told, of a value that is past its ttl. */
export const expired: ProfileLine = {
  name: 'expired',
  asks: 'What is served of a value that is older than its ttl?',
  sides: 'both',
  ways: [
    way({
      kind: 'latest',
      aggregate: { ttl: '2d' },
      showsStates: true,
      steps: [
        append(fact(0, 1n, { key: 'old' })),
        append(fact(4 * day, 2n, { key: 'new' })),
        ask(4 * day + minute, 'old', 'new'),
      ],
      possible: [
        found('expired', ['null (expired)', '2 (present)'], 'nothing, and it is told that it has expired'),
        found('null', ['null (null)', '2 (present)'], 'nothing, told as a null', toldAs('null')),
        found(
          'not-found',
          ['null (not-found)', '2 (present)'],
          'nothing, told as never seen',
          toldAs('not-found'),
        ),
        found('null', ['null', '2'], 'nothing'),
        found(
          'served',
          ['1 (present)', '2 (present)'],
          'the value, as if it were fresh: the ttl does nothing',
          () => ({
            isExpired: () => false,
          }),
        ),
        found('served', ['1', '2'], 'the value, as if it were fresh: the ttl does nothing', () => ({
          isExpired: () => false,
        })),
        found('row-dropped', ['no row', '2'], 'no row at all: the probe is dropped'),
      ],
    }),
  ],
}
