import type { ProfileLine } from '../profile-line.ts'
import { eventTimesCut, eventTimesRounded } from '../rules/time-rules.ts'
import { append, askAt, fact, found, hour, minute, ms, second, way } from '../way.ts'

/** 1 µs before a whole second; when it leaves what lasts an hour tells how it was kept. */
const at = minute + second - 1
const steps = [
  append(fact(at, 1n)),
  askAt(minute + hour, 'a'),
  askAt(minute + hour + 1, 'a'),
  askAt(at + hour - ms + 2, 'a'),
  askAt(at + hour + 1, 'a'),
]

const possibleWith = (no: string) => [
  found('microseconds', ['1', '1', '1', no], 'to the microsecond'),
  found('milliseconds', ['1', '1', no, no], 'to the millisecond, cut', eventTimesCut(ms)),
  found('seconds', ['1', no, no, no], 'to the second, cut', eventTimesCut(second)),
  found('rounded', ['1', '1', '1', '1'], 'rounded, to the millisecond or coarser', eventTimesRounded(ms)),
]

/** Stores differ in what is left once nothing is, which is no matter here. */
const possible = ['0', 'null', 'no row'].flatMap(possibleWith)

/** How finely the event times of facts are kept. */
export const eventTimeResolution: ProfileLine = {
  name: 'event-time-resolution',
  asks: 'How finely is the event time of a fact kept that happens 1 µs before a whole second?',
  sides: 'both',
  ways: [
    way({ kind: 'count', feature: { window: { length: '1h' } }, steps, possible }),
    way({ kind: 'latest', aggregate: { ttl: '1h' }, steps, possible }),
  ],
}
