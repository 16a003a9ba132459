import type { ProfileLine } from '../profile-line.ts'
import { append, askAt, fact, found, hour, second, way } from '../way.ts'

/** A ttl, just before it ends and at its end. */
export const ttlEdge: ProfileLine = {
  name: 'ttl-edge',
  asks: 'Is a value still served 1 s before its ttl ends, and when it is exactly as old as its ttl?',
  sides: 'both',
  ways: [
    way({
      kind: 'latest',
      aggregate: { ttl: '1h' },
      steps: [
        append(fact(0, 1n, { key: 'at' }), fact(second, 2n, { key: 'before' })),
        askAt(hour, 'before', 'at'),
      ],
      possible: [
        found('inclusive', ['2', '1'], 'at both: it expires once it is older than its ttl'),
        found(
          'exclusive',
          ['2', 'null'],
          'before, and not at its end: it expires when it is as old as its ttl',
          policy => ({
            isExpired: (age, ttl) => policy.isExpired(age, ttl) || (ttl !== null && age >= ttl),
          }),
        ),
        found('early', ['null', 'null'], 'at neither: it expires before its ttl ends'),
      ],
    }),
  ],
}
