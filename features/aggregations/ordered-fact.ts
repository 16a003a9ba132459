import type { Contribution, Monoid } from './aggregation.ts'
import { compareFacts } from './compare-facts.ts'

/** Keeps the earliest (`direction` 1) or the newest (−1) fact by (τ, first arrival, id); null stands for none yet. */
export function orderedFact(direction: 1 | -1): Monoid<Contribution | null> {
  return {
    empty: null,
    lift: fact => fact,
    merge: (a, b) => {
      if (a === null || b === null) return a ?? b
      return compareFacts(a, b) * direction <= 0 ? a : b
    },
    finish: acc => acc?.input ?? null,
  }
}
