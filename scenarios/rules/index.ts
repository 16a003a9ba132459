import { aggregationRules } from './aggregations.ts'
import { clockRules } from './clocks.ts'
import { equalityRules } from './equality.ts'
import { expressionRules } from './expressions.ts'
import { logRules } from './log.ts'
import { nullRules } from './nulls.ts'
import { readingRules } from './readings.ts'
import type { SemanticRule } from './rule.ts'
import { windowRules } from './window.ts'

/** Every rule of `docs/semantics.md` that a run can meet, in the order of its sections. */
export const semanticRules = {
  ...clockRules,
  ...logRules,
  ...windowRules,
  ...nullRules,
  ...aggregationRules,
  ...expressionRules,
  ...readingRules,
  ...equalityRules,
} as const satisfies Readonly<Record<string, SemanticRule>>

type Rules = typeof semanticRules
type Marked<Name extends keyof Rules> = Rules[Name]['sides'] extends readonly []
  ? Name
  : `${Name} ${Rules[Name]['sides'][number]}`

/** A rule as met from one side: `ttl at`; a rule without sides by its own name. */
export type MarkName = { [Name in keyof Rules]: Marked<Name> }[keyof Rules]

/** Every mark, in the order of the rules. */
export const markNames = Object.entries(semanticRules).flatMap(([name, { sides }]) =>
  sides.length === 0 ? [name] : sides.map(side => `${name} ${side}`),
) as readonly MarkName[]
