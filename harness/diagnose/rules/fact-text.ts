import { formatInstant } from '../../../features/instant-text.ts'
import type { TracedFact } from '../traced-fact.ts'

/** µs that a date can hold. */
const dateMax = 8_640_000_000_000_000

/** An instant as sentences show it. */
export function instantText(instant: number): string {
  return Math.abs(instant) < dateMax ? formatInstant(instant) : `${instant} µs`
}

/** A fact as sentences name it: `event e41 (τ = 2026-03-01T12:00:00Z)`. */
export function factText(fact: TracedFact | null): string {
  return fact === null ? 'a fact' : `event ${fact.id} (τ = ${instantText(fact.eventTime)})`
}

/** A fact and when it arrived. */
export function arrivedText(fact: TracedFact | null): string {
  return fact === null ? 'a fact' : `${factText(fact)}, which arrived at ${instantText(fact.record.arrival)}`
}
