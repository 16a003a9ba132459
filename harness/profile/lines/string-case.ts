import type { ProfileLine } from '../profile-line.ts'
import { append, ask, fact, found, hour, way } from '../way.ts'

const steps = [append(fact(0, 'xY', { key: 'aB' })), ask(hour, 'aB', 'ab', 'AB')]
const possible = [
  found('kept', ['"xY"', 'null', 'null'], 'it is kept, in keys and in values'),
  found('folded-in-keys', ['"xY"', '"xY"', '"xY"'], 'it does not count in keys: "aB" and "ab" are one'),
  found('folded-in-values', ['"xy"', 'null', 'null'], 'values come back in small letters'),
  found('folded-in-values', ['"XY"', 'null', 'null'], 'values come back in capital letters'),
  found(
    'lowered-when-written',
    ['null', '"xY"', 'null'],
    'keys are put in small letters when they are written, not when they are asked for',
  ),
  found(
    'lowered-when-asked',
    ['null', 'null', 'null'],
    'keys are changed when they are asked for, not when they are written',
  ),
]

/** Capital and small letters. */
export const stringCase: ProfileLine = {
  name: 'string-case',
  asks: 'What becomes of capital and small letters?',
  sides: 'both',
  ways: [
    way({ kind: 'latest', type: 'string', steps, possible }),
    way({ kind: 'last', type: 'string', steps, possible }),
    way({ kind: 'max', type: 'string', steps, possible }),
  ],
}
