import type { ProfileLine } from '../profile-line.ts'
import { emptyIsZero, emptyToldAs } from '../rules/empty-rules.ts'
import { append, ask, fact, found, hour, way } from '../way.ts'

const steps = [append(fact(0, 7n, { key: 'known' })), ask(hour, 'unknown')]
const possible = [
  found('not-found', ['null (not-found)'], 'null, told as never seen'),
  found('null', ['null (null)'], 'null, told as a null', emptyToldAs('null')),
  found('null', ['null (present)'], 'null, told as present', emptyToldAs('present')),
  found('null', ['null'], 'null'),
  found('zero', ['0 (present)'], '0', emptyIsZero),
  found('zero', ['0 (not-found)'], '0, told as never seen'),
  found('zero', ['0'], '0', emptyIsZero),
  found('another-key', ['7'], 'the value of another key'),
  found('another-key', ['7 (present)'], 'the value of another key'),
  found('row-dropped', ['no row'], 'no row at all: the probe is dropped'),
]

/** A key that the store never saw. */
export const missingEntity: ProfileLine = {
  name: 'missing-entity',
  asks: 'What is served of a key that was never seen?',
  sides: 'both',
  ways: [
    way({ kind: 'latest', steps, possible, showsStates: true }),
    way({ kind: 'sum', steps, possible, showsStates: true }),
    way({ kind: 'max', steps, possible, showsStates: true }),
  ],
}
