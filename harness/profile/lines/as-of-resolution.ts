import type { ProfileLine } from '../profile-line.ts'
import { asOfCut } from '../rules/time-rules.ts'
import { append, askAt, fact, found, minute, ms, second, way } from '../way.ts'

const at = minute + 1_500
const steps = [
  append(fact(at, 1n)),
  askAt(at + 200, 'a'),
  askAt(at + ms, 'a'),
  askAt(minute + 2 * second, 'a'),
]

const possibleWith = (no: string) => [
  found('microseconds', ['1', '1', '1'], 'to the microsecond'),
  found('milliseconds', [no, '1', '1'], 'to the millisecond, cut', asOfCut(ms)),
  found('seconds', [no, no, '1'], 'to the second, cut', asOfCut(second)),
]

/** How finely the instants of questions are taken. */
export const asOfResolution: ProfileLine = {
  name: 'as-of-resolution',
  asks: 'How finely is T taken, for a fact that lies 200 µs or 1 ms before it?',
  sides: 'both',
  ways: [
    way({ kind: 'count', steps, possible: possibleWith('0') }),
    way({ kind: 'latest', steps, possible: possibleWith('null') }),
  ],
}
