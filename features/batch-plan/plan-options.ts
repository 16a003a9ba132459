import type { Instant } from '../value.ts'
import { type Measures, unmeasured } from './measures.ts'
import type { SourcePlan } from './plan-context.ts'

/** What a plan is made for, beside the definitions. Relations are names in SQL, quoted where they need it. */
export interface BatchPlanOptions {
  /** The log relation of each source that a stored feature reads, by source name; by default it has the source's name. */
  readonly logs: ReadonlyMap<string, string>
  /** The points relation: `__probe`, the key parts by name, `as_of` (µs), `__k` (µs), `__applied` (JSON). */
  readonly points: string
  /** The table that the answers go to. */
  readonly into: string
  /** As-trained: a scheduled feature is value(F, key, R | K) instead of value(F, key, R | R + delay). */
  readonly trained: boolean
  /** By source: the log holds every fact with τ from there on (µs); null or absent: from the start of time. */
  readonly completeFrom: ReadonlyMap<string, Instant | null>
  /** Whether points with a null `k` are read at the offsets in `applied`; without it nothing is known at them. */
  readonly applied: boolean
  /** Keeps the temporary tables of several documents or readings on one connection apart. */
  readonly prefix: string
  /** By source: what to plan by; what is absent is `unmeasured`. */
  readonly measures: ReadonlyMap<string, Measures>
}

export function measuresOf(plan: SourcePlan, { measures }: Pick<BatchPlanOptions, 'measures'>): Measures {
  return measures.get(plan.source.name) ?? unmeasured
}
