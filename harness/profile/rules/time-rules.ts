import type { Instant, Micros } from '../../../features/value.ts'
import { dated } from '../../diagnose/rules/dated.ts'
import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import type { FoundRule } from '../profile-line.ts'

/** Facts at other event times: the store has read the log so, and judges lateness by it too. */
function readAt(to: (at: Instant) => Instant): FoundRule {
  const moved = dated(to, true)
  return policy => ({
    facts: (facts, asked, look) => moved(policy.facts(facts, asked, look), asked, look),
  })
}

/** Event times cut to whole steps (µs). */
export const eventTimesCut = (step: Micros): FoundRule => readAt(at => floorTo(at, step))

/** Event times rounded to whole steps (µs). */
export const eventTimesRounded = (step: Micros): FoundRule => readAt(at => floorTo(at + step / 2, step))

/** Event times that lie later by so much (µs). */
export const eventTimesMoved = (by: Micros): FoundRule => readAt(at => at + by)

/** As-of times cut to whole steps (µs). */
export function asOfCut(step: Micros): FoundRule {
  return policy => ({
    look: (look, asked) => {
      const seen = policy.look(look, asked)
      return { ...seen, asOf: floorTo(seen.asOf, step) }
    },
  })
}
