import type { Instant, Micros } from '../../../features/value.ts'
import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import type { FoundRule } from '../profile-line.ts'

function dated(to: (at: Instant) => Instant): FoundRule {
  return policy => ({
    facts: (facts, asked, look) =>
      policy.facts(facts, asked, look).map(fact => ({ ...fact, eventTime: to(fact.eventTime) })),
  })
}

/** Event times cut to whole steps (µs). */
export const eventTimesCut = (step: Micros): FoundRule => dated(at => floorTo(at, step))

/** Event times rounded to whole steps (µs). */
export const eventTimesRounded = (step: Micros): FoundRule => dated(at => floorTo(at + step / 2, step))

/** Event times that lie later by so much (µs). */
export const eventTimesMoved = (by: Micros): FoundRule => dated(at => at + by)

/** As-of times cut to whole steps (µs). */
export function asOfCut(step: Micros): FoundRule {
  return policy => ({
    look: (look, asked) => {
      const seen = policy.look(look, asked)
      return { ...seen, asOf: floorTo(seen.asOf, step) }
    },
  })
}
