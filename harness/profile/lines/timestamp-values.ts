import { formatInstant } from '../../../features/instant-text.ts'
import type { FoundRule, ProfileLine } from '../profile-line.ts'
import { append, ask, fact, found, hour, way } from '../way.ts'

/** 1 µs before a whole second. */
const exact = 1_772_366_399_999_999n

/** Instants that are served are cut to whole steps (µs). */
function cut(step: bigint): FoundRule {
  return (policy, { feature: { type } }) => {
    if (type !== 'timestamp') return null
    return {
      answer: (answer, feature, facts) => {
        const given = policy.answer(answer, feature, facts)
        const { value } = given
        if (typeof value !== 'bigint') return given
        return { ...given, value: value - (((value % step) + step) % step) }
      },
    }
  }
}

const steps = [append(fact(0, exact)), ask(hour, 'a')]
const possible = [
  found('microseconds', [formatInstant(exact)], 'to the microsecond'),
  found('milliseconds', [formatInstant(exact - 999n)], 'to the millisecond, cut', cut(1_000n)),
  found('seconds', [formatInstant(exact - 999_999n)], 'to the second, cut', cut(1_000_000n)),
  found('rounded', [formatInstant(exact + 1n)], 'rounded, to the millisecond or coarser'),
  found(
    'seconds-as-micros',
    [formatInstant(exact / 1_000_000n)],
    'a million times too small: seconds are read as µs',
  ),
]

/** Instants as values. */
export const timestampValues: ProfileLine = {
  name: 'timestamp-values',
  asks: 'How finely is an instant given back that is a value?',
  sides: 'both',
  ways: [
    way({ kind: 'latest', type: 'timestamp', steps, possible }),
    way({ kind: 'last', type: 'timestamp', steps, possible }),
    way({ kind: 'max', type: 'timestamp', steps, possible }),
  ],
}
