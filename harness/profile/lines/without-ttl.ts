import type { ProfileLine } from '../profile-line.ts'
import { append, ask, day, fact, found, minute, way } from '../way.ts'

/** A value without a ttl, long after. */
export const withoutTtl: ProfileLine = {
  name: 'without-ttl',
  asks: 'Is a value without a ttl served 180 days later?',
  sides: 'both',
  ways: [
    way({
      kind: 'latest',
      steps: [
        append(fact(0, 1n)),
        append(fact(180 * day, 2n, { key: 'new' })),
        ask(180 * day + minute, 'a', 'new'),
      ],
      possible: [
        found('served', ['1', '2'], 'it is: without a ttl nothing expires'),
        found('gone', ['null', '2'], 'it is not: it expired all the same'),
        found('row-dropped', ['no row', '2'], 'no row at all: the probe is dropped'),
      ],
    }),
  ],
}
