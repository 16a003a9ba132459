import { ownMember } from '../../features/own-member.ts'
import type { Value } from '../../features/value.ts'
import type { Recomputed } from '../oracle/recomputed.ts'
import { evaluateExpression } from '../oracle/specification/evaluate-expression.ts'
import type { TraceScope } from './branch-trace.ts'
import type { OnDemandPlan, StoredPlan, TargetPlan } from './target-plan.ts'

/** A value of the row itself, served or trained. */
interface OwnInput {
  readonly value: Value
  /** False where its state is `error`. */
  readonly answered: boolean
}

/** What the on-demand features of one row, on one side, are judged on. */
export interface RowInputs {
  /** The row's own value of a column; undefined where the row has none. */
  own(column: string): OwnInput | undefined
  readonly request: Readonly<Record<string, Value>>
}

/** Where stored values come from that the row lacks. */
export type RecomputedInput = (plan: StoredPlan) => Recomputed

/** What an on-demand feature reads in the end, once the on-demand features that the row lacks are computed here. */
export interface InputsRead {
  /** Whether an input's state is `error`. */
  readonly error: boolean
  /** Stored columns that the row lacks. */
  readonly missing: readonly StoredPlan[]
  /** On-demand columns that the row lacks. */
  readonly inlined: readonly OnDemandPlan[]
}

/** Finds which inputs the row has and which it lacks. */
export function inputsRead(plan: OnDemandPlan, row: RowInputs, target: TargetPlan): InputsRead {
  const missing = new Set<StoredPlan>()
  const inlined = new Set<OnDemandPlan>()
  let error = false
  const visit = (of: OnDemandPlan): void => {
    for (const column of of.inputs.values()) {
      const own = row.own(column)
      const input = target.byColumn.get(column)
      if (own !== undefined) error ||= !own.answered
      else if (input?.kind === 'stored') missing.add(input)
      else if (input !== undefined && !inlined.has(input)) {
        inlined.add(input)
        visit(input)
      }
    }
  }
  visit(plan)
  return { error, missing: [...missing], inlined: [...inlined] }
}

/** One choice for everything that the row lacks: stored values by column, factors on inlined inexact results. */
export interface Choice {
  readonly stored: ReadonlyMap<string, Value>
  readonly factors: ReadonlyMap<string, number>
}

/** The scope in which a feature's expression is evaluated under one choice. */
export function scopeUnder(
  plan: OnDemandPlan,
  row: RowInputs,
  target: TargetPlan,
  choice: Choice,
): TraceScope {
  const nested = (name: string): OnDemandPlan | null => {
    const column = plan.inputs.get(name) as string
    if (row.own(column) !== undefined || choice.stored.has(column)) return null
    return target.byColumn.get(column) as OnDemandPlan
  }
  return {
    field: name => {
      throw new Error(`on-demand feature ${plan.column} cannot read the field ${name}`)
    },
    request: name => ownMember(row.request, name) ?? null,
    feature: name => {
      const column = plan.inputs.get(name) as string
      const inlined = nested(name)
      if (inlined === null) return row.own(column)?.value ?? choice.stored.get(column) ?? null
      const value = evaluateExpression(inlined.feature.expression, scopeUnder(inlined, row, target, choice))
      return scale(value, choice.factors.get(column) ?? 1)
    },
    inlined: name => {
      const inlined = nested(name)
      if (inlined === null) return null
      return { expression: inlined.feature.expression, scope: scopeUnder(inlined, row, target, choice) }
    },
  }
}

function scale(value: Value, factor: number): Value {
  return typeof value === 'number' && factor !== 1 ? value * factor : value
}
