import type { SpecSources } from '../diff/spec-source.ts'
import type { TargetPlan } from '../diff/target-plan.ts'
import type { ServedRow } from '../history/history.ts'

/** Rules of a store that an audit recomputes by, instead of those of the definitions. */
export interface StoreRules {
  /** The logs of a row, evaluated by the rules. */
  readonly over: (logs: SpecSources, target: TargetPlan, served: ServedRow) => SpecSources
  /** Which rules are applied, and which cannot be; sentences for the report. */
  readonly notes: readonly string[]
}
