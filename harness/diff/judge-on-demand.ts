import type { Value } from '../../features/value.ts'
import { evaluateExpression } from '../oracle/specification/evaluate-expression.ts'
import { branchTrace } from './branch-trace.ts'
import type { Given } from './equal.ts'
import { inputEnds } from './input-ends.ts'
import {
  type Choice,
  type InputsRead,
  inputsRead,
  type RecomputedInput,
  type RowInputs,
  scopeUnder,
} from './on-demand-inputs.ts'
import { type Matching, sameValue } from './same-value.ts'
import type { OnDemandPlan, TargetPlan } from './target-plan.ts'
import { matchingOf } from './tolerance.ts'

export type OnDemandVerdict = 'equal' | 'differs' | 'not-judged'

const inexactUnit = 2 ** -48

/** Inputs with room that a row may lack before their corners are too many to try. */
const roomyInputsMax = 14

/**
 * Judges an on-demand result on the row's own inputs, and on recomputed ones at both ends of their room where the row
 * lacks them; semantics § 8. `recomputed` is asked for missing stored inputs only.
 */
export function judgeOnDemand(
  plan: OnDemandPlan,
  given: Given,
  row: RowInputs,
  recomputed: RecomputedInput,
  target: TargetPlan,
): OnDemandVerdict {
  const read = inputsRead(plan, row, target)
  if (read.error || read.missing.some(input => !recomputed(input).judged)) return 'not-judged'
  const choices = choicesOf(read, recomputed)
  if (choices === null) return 'not-judged'
  const { expression } = plan.feature
  const scopes = choices.map(choice => scopeUnder(plan, row, target, choice))
  const results = scopes.map(scope => evaluateExpression(expression, scope))
  if (choices.length > 1) {
    const turns = new Set(scopes.map(scope => branchTrace(expression, scope)))
    const nullness = new Set(results.map(result => result === null))
    if (turns.size > 1 || nullness.size > 1) return 'not-judged'
  }
  const state = results[0] === null ? 'null' : 'present'
  if (given.state !== null && given.state !== state) return 'differs'
  return liesBetween(given.value, results, matchingFor(plan)) ? 'equal' : 'differs'
}

/** What the expression gives on the row's own inputs and, where it lacks them, on the recomputed values themselves. */
export function onDemandValue(
  plan: OnDemandPlan,
  row: RowInputs,
  recomputed: RecomputedInput,
  target: TargetPlan,
): Value {
  const { missing } = inputsRead(plan, row, target)
  const stored = new Map(missing.map(input => [input.column, recomputed(input).value]))
  return evaluateExpression(
    plan.feature.expression,
    scopeUnder(plan, row, target, { stored, factors: new Map() }),
  )
}

/** The recomputed values themselves and every combination of their ends; null where these are too many. */
function choicesOf(read: InputsRead, recomputed: RecomputedInput): Choice[] | null {
  const centre = new Map(read.missing.map(input => [input.column, recomputed(input).value]))
  const stored = read.missing.map(
    input => [input.column, inputEnds(input.feature, recomputed(input))] as const,
  )
  const roomy = stored.filter(([, ends]) => ends.length > 1)
  const inexact = read.inlined.filter(input => input.inexact).map(input => input.column)
  const dimensions = roomy.length + inexact.length
  if (dimensions > roomyInputsMax) return null
  const choices: Choice[] = [{ stored: centre, factors: new Map() }]
  if (dimensions === 0) return choices
  for (let corner = 0; corner < 2 ** dimensions; corner++) {
    const high = (dimension: number) => (corner >> dimension) & 1
    const ends = roomy.map(([column, values], i) => [column, values[high(i)] as Value] as const)
    const factors = inexact.map(
      (column, i) => [column, high(roomy.length + i) ? 1 + inexactUnit : 1 - inexactUnit] as const,
    )
    choices.push({ stored: new Map([...centre, ...ends]), factors: new Map(factors) })
  }
  return choices
}

function matchingFor({ feature, inexact }: OnDemandPlan): Matching {
  const declared = matchingOf(feature)
  if (!inexact) return declared
  const near = (a: number, b: number) =>
    Number.isFinite(a) &&
    Number.isFinite(b) &&
    Math.abs(a - b) <= inexactUnit * Math.max(Math.abs(a), Math.abs(b))
  return { ...declared, floats: (a, b) => declared.floats(a, b) || near(a, b) }
}

/** Whether a value lies between the least and the greatest result, by element in lists and vectors. */
function liesBetween(value: Value, results: readonly Value[], matching: Matching): boolean {
  const exact = results.length === 1 || value === null || results.includes(null)
  if (exact) return results.some(result => sameValue(value, result, matching))
  if (typeof value === 'number' || typeof value === 'bigint') {
    const ordered = results as readonly (number | bigint)[]
    const least = ordered.reduce((a, b) => (b < a ? b : a))
    const greatest = ordered.reduce((a, b) => (b > a ? b : a))
    const nearest = value < least ? least : value > greatest ? greatest : value
    return sameValue(value, nearest, matching)
  }
  if (!Array.isArray(value)) return results.some(result => sameValue(value, result, matching))
  const lists = results as readonly (readonly Value[])[]
  if (lists.some(list => list.length !== value.length)) return false
  return value.every((element, i) =>
    liesBetween(
      element,
      lists.map(list => list[i] as Value),
      matching,
    ),
  )
}
