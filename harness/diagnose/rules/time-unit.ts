import type { StoredFeature } from '../../../features/definitions.ts'
import type { CauseRule, Variant } from '../cause-rule.ts'
import type { TracedFact } from '../traced-fact.ts'
import { dated } from './dated.ts'
import { lengthText } from './durations.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

const factors = [1_000, 1_000_000, 60, 3_600, 24]

function scaled(feature: StoredFeature, by: number): StoredFeature {
  const { length } = feature.window
  return length === null ? feature : { ...feature, window: { ...feature.window, length: length * by } }
}

function expiring(feature: StoredFeature, by: number): StoredFeature {
  const { ttl } = feature.aggregate
  return ttl === null ? feature : { ...feature, aggregate: { ...feature.aggregate, ttl: ttl * by } }
}

/** Seconds for milliseconds, and the like. */
export const timeUnit: CauseRule = {
  says: 'takes a time or a length of time in another unit',
  mend: 'convert units at one place, where a value comes in; plumbline’s times are microseconds',
  looksLike:
    'Windows or ttls are a thousand (or 60, or 24) times too long or too short, or no fact is ever in one.',
  example: 'count().over(1h) read as 3.6 s → k@11:30, read k at 12:00: served 0, point-in-time gives 1',
  known: [],
  variants: ({ feature }) => [
    ...windows(feature),
    ...ttls(feature),
    ...latenesses(feature),
    ...eventTimes(),
    ...eventTimesBySize(),
  ],
}

const times = factors.flatMap(factor => [factor, 1 / factor])

function windows({ window: { length } }: StoredFeature): Variant[] {
  if (length === null) return []
  return times.map(by =>
    policyVariant({
      label: `has a window of ${lengthText(length * by)}`,
      cost: by > 1 ? 6 : 5,
      policy: { feature: read => scaled(read, by) },
      because: fact => `the window is ${lengthText(length)} long, which decides about ${factText(fact)}`,
    }),
  )
}

function ttls({ aggregate: { ttl } }: StoredFeature): Variant[] {
  if (ttl === null || ttl === 0) return []
  return times.map(by =>
    policyVariant({
      label: `has a ttl of ${lengthText(ttl * by)}`,
      cost: by > 1 ? 6 : 5,
      policy: { feature: read => expiring(read, by) },
      because: fact => `the ttl is ${lengthText(ttl)}, which decides about ${factText(fact)}`,
    }),
  )
}

function latenesses({ allowedLateness: allowed }: StoredFeature): Variant[] {
  if (allowed === null || allowed === 0) return []
  return times.map(by =>
    policyVariant({
      label: `allows a lateness of ${by > 1 ? by : `1/${Math.round(1 / by)}`} of what is declared`,
      cost: 1.5,
      policy: { inTime: fact => fact.lateness <= allowed * by },
      because: fact =>
        `a lateness of ${lengthText(allowed)} is allowed, which decides about ${factText(fact)}`,
    }),
  )
}

function inAnotherUnit(fact: TracedFact | null): string {
  return `the event time of ${factText(fact)} is read in another unit`
}

function eventTimes(): Variant[] {
  return [1_000, 1 / 1_000, 1 / 1_000_000].map(by =>
    policyVariant({
      label: `takes event times for ${by > 1 ? 'larger' : 'smaller'} ones, by a factor of ${by > 1 ? by : Math.round(1 / by)}`,
      cost: 6,
      policy: {
        facts: facts => facts.map(fact => ({ ...fact, eventTime: Math.round(fact.eventTime * by) })),
      },
      because: inAnotherUnit,
    }),
  )
}

/** A unit that is guessed by how large a number is. */
function eventTimesBySize(): Variant[] {
  return [10, 11, 12, 13, 14].flatMap(digits =>
    [1_000, 1_000_000].map(by =>
      policyVariant({
        label: `takes event times of less than ${digits + 1} digits for ${by === 1_000 ? 'milliseconds' : 'seconds'}`,
        cost: 3,
        policy: {
          facts: dated(time => (Math.abs(time) < 10 ** digits ? time * by : time), false),
        },
        because: inAnotherUnit,
      }),
    ),
  )
}
