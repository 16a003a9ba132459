import type { StoredFeature } from '../../../features/definitions.ts'
import type { clockRules } from '../../../scenarios/rules/clocks.ts'
import type { TracedFact } from '../../diagnose/traced-fact.ts'
import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import { type Flip, type StoredFlip, stored } from '../flip.ts'
import type { MarksOf } from '../marks-of.ts'

const second = 1_000_000
const hour = 3_600 * second
const day = 24 * hour

/** Facts that are dated otherwise; null where none of them is one that `which` means. */
export function dated(
  which: (fact: TracedFact) => boolean,
  time: (fact: TracedFact) => number,
  concerns?: (feature: StoredFeature) => boolean,
): StoredFlip {
  return stored(({ known }) => {
    if (!known.some(which)) return null
    return { facts: facts => facts.map(fact => (which(fact) ? { ...fact, eventTime: time(fact) } : fact)) }
  }, concerns)
}

/** Facts that are lost. */
export function lost(which: (fact: TracedFact) => boolean): StoredFlip {
  return stored(({ facts: let_in }) =>
    let_in.some(which) ? { facts: facts => facts.filter(fact => !which(fact)) } : null,
  )
}

/** The facts `by` µs beside an instant of a grid are lost. */
export function lostOnGrid(step: number, by: number): StoredFlip {
  return lost(({ eventTime }) => floorTo(eventTime - by, step) === eventTime - by)
}

/** When clocks were put forward and back in the zones of `clocks-forward` and `clocks-back`, µs. */
const forward = ['2026-03-08T07:00:00Z', '2026-03-29T01:00:00Z']
const back = ['2026-10-25T01:00:00Z', '2026-11-01T06:00:00Z']

/** Facts of the hour after a change are read by the clock of before. */
function misread(changes: readonly string[], by: number): StoredFlip {
  const starts = changes.map(text => Date.parse(text) * 1_000)
  const inHour = ({ eventTime }: TracedFact) =>
    starts.some(start => eventTime >= start && eventTime < start + hour)
  return dated(inHour, ({ eventTime }) => eventTime + by)
}

export const clockFlips: MarksOf<typeof clockRules, Flip> = {
  'event-time late': dated(
    ({ lateness }) => lateness > 0,
    ({ record }) => record.arrival,
  ),
  'event-time early': dated(
    ({ lateness }) => lateness < 0,
    ({ record }) => record.arrival,
  ),
  'microseconds milliseconds': dated(
    ({ eventTime }) => eventTime % 1_000 !== 0,
    ({ eventTime }) => floorTo(eventTime, 1_000),
  ),
  'microseconds seconds': dated(
    ({ eventTime }) => eventTime % second !== 0,
    ({ eventTime }) => floorTo(eventTime, second),
  ),
  'microseconds as-of': stored(({ point }) => {
    const asOf = floorTo(point.asOf, 1_000)
    return asOf === point.asOf ? null : { look: look => ({ ...look, asOf: floorTo(look.asOf, 1_000) }) }
  }),
  'utc east': dated(
    () => true,
    ({ eventTime }) => eventTime + hour,
  ),
  'utc west': dated(
    () => true,
    ({ eventTime }) => eventTime - hour,
  ),
  'summer-time repeated': misread(back, -hour),
  'summer-time left-out': misread(forward, hour),
  'midnight before': lostOnGrid(day, -1),
  'midnight at': lostOnGrid(day, 0),
  'midnight after': lostOnGrid(day, 1),
  'epoch before': lost(({ eventTime }) => eventTime === -1),
  'epoch at': lost(({ eventTime }) => eventTime === 0),
  'epoch after': lost(({ eventTime }) => eventTime === 1),
}
