import type { Policy } from '../policy.ts'
import type { TracedFact } from '../traced-fact.ts'

/**
 * Facts placed at other event times. `atIntake`: the store has read the log so, and lateness is judged by it too; else
 * only what it keeps is placed so.
 */
export function dated(
  change: (eventTime: number, fact: TracedFact) => number,
  atIntake: boolean,
): Policy['facts'] {
  return facts =>
    facts.map(fact => {
      const eventTime = change(fact.eventTime, fact)
      if (!atIntake) return { ...fact, eventTime }
      const first = { ...fact, record: fact.first, eventTime: fact.first.eventTime ?? 0 }
      return { ...fact, eventTime, lateness: fact.firstArrival - change(first.eventTime, first) }
    })
}
