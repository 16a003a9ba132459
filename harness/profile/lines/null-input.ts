import type { ProfileLine } from '../profile-line.ts'
import { nullsAsZero, nullsPoison } from '../rules/null-rules.ts'
import { appendEach, ask, fact, found, hour, minute, way } from '../way.ts'

const steps = [...appendEach(fact(0, 4), fact(minute, null)), ask(hour, 'a')]

/** Null inputs of an aggregation that skips them. */
export const nullInput: ProfileLine = {
  name: 'null-input',
  asks: 'How does a null count beside a 4, in an aggregation of numbers that skips nulls?',
  sides: 'both',
  ways: [
    way({
      kind: 'mean',
      type: 'float',
      steps,
      possible: [
        found('skipped', ['4'], 'not at all: it is skipped'),
        found('zero', ['2'], 'as 0', nullsAsZero),
        found('poison', ['null'], 'it makes the result null', nullsPoison),
      ],
    }),
    way({
      kind: 'min',
      type: 'float',
      steps,
      possible: [
        found('skipped', ['4'], 'not at all: it is skipped'),
        found('zero', ['0'], 'as 0', nullsAsZero),
        found('poison', ['null'], 'it makes the result null', nullsPoison),
      ],
    }),
    way({
      kind: 'sum',
      type: 'float',
      steps,
      possible: [
        found('skipped', ['4'], 'not at all, or as 0: a sum does not tell'),
        found('poison', ['null'], 'it makes the result null', nullsPoison),
      ],
    }),
  ],
}
