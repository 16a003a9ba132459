import type { ProfileLine } from '../profile-line.ts'
import { nullsUnseen } from '../rules/null-rules.ts'
import { appendEach, ask, fact, found, hour, minute, way } from '../way.ts'

/** A newest fact whose value is null. */
export const nullNewest: ProfileLine = {
  name: 'null-newest',
  asks: 'What is the latest value where the newest fact has a null?',
  sides: 'both',
  ways: [
    way({
      kind: 'latest',
      steps: [...appendEach(fact(0, 4n), fact(minute, null)), ask(hour, 'a')],
      possible: [
        found('null', ['null'], 'null: the newest fact counts as it is'),
        found('value-before', ['4'], 'the newest value that is not null', nullsUnseen),
        found('zero', ['0'], '0'),
        found('row-dropped', ['no row'], 'no row at all: the probe is dropped'),
      ],
    }),
  ],
}
