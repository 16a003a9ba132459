import type { ProfileLine } from '../profile-line.ts'
import { append, ask, fact, found, hour, way } from '../way.ts'

const steps = [append(fact(0, ' x\t', { key: 'a ' })), ask(hour, 'a ', 'a')]
const possible = [
  found('kept', ['" x\\t"', 'null'], 'it is kept, in keys and in values'),
  found('trimmed-in-keys', ['" x\\t"', '" x\\t"'], 'it is cut off keys: "a " and "a" are one'),
  found('trimmed-in-values', ['"x"', 'null'], 'it is cut off values'),
  found('trimmed', ['"x"', '"x"'], 'it is cut off keys and values'),
  found(
    'trimmed-when-written',
    ['null', '" x\\t"'],
    'it is cut off keys when they are written, not when they are asked for',
  ),
  found(
    'trimmed-when-asked',
    ['null', 'null'],
    'it is cut off keys when they are asked for, not when they are written',
  ),
]

/** Blanks at the ends of texts. */
export const stringTrimming: ProfileLine = {
  name: 'string-trimming',
  asks: 'What becomes of blank space at the ends of texts?',
  sides: 'both',
  ways: [
    way({ kind: 'latest', type: 'string', steps, possible }),
    way({ kind: 'last', type: 'string', steps, possible }),
    way({ kind: 'max', type: 'string', steps, possible }),
  ],
}
