import type { Definitions, OnDemandFeature, StoredFeature } from '../../../features/definitions.ts'
import type { Expression } from '../../../features/expression.ts'
import type { PlacedRecord } from '../../../features/log-record.ts'
import { ownMember } from '../../../features/own-member.ts'
import { targetColumns, targetEntity } from '../../../features/target.ts'
import type { Instant, Value } from '../../../features/value.ts'
import type { Question } from '../../../generators/question.ts'
import { planRun, type RunPlan } from '../../../scenarios/run-plan.ts'
import type { Scenario } from '../../../scenarios/scenario.ts'
import { suite } from '../../../scenarios/suite.ts'
import type { Recomputed } from '../../oracle/recomputed.ts'
import type { AcceptedRecord } from '../../oracle/specification/accepted-log.ts'
import { evaluateExpression } from '../../oracle/specification/evaluate-expression.ts'
import { evaluateFeature } from '../../oracle/specification/evaluate-feature.ts'
import { type Fact, knownFacts, recordsById } from '../../oracle/specification/known-facts.ts'
import { type SpecificationLog, specificationLog } from '../../oracle/specification/specification-log.ts'

/**
 * A store that breaks one rule of the semantics: in what it takes a feature for, in the log it sees, in when it asks, in
 * what it makes of a fact, of the inputs of an aggregation, or of a call of an expression.
 */
export interface Break {
  readonly feature?: (feature: StoredFeature) => StoredFeature
  readonly log?: (records: readonly PlacedRecord[]) => readonly PlacedRecord[]
  readonly asOf?: (asOf: number) => number
  /** Given the records of its id that are visible, in log order; for features without `refresh`. */
  readonly fact?: (fact: Fact, records: readonly AcceptedRecord[]) => Fact
  /** Given the inputs that are not null, oldest first, and how many are null; undefined: as it should be. */
  readonly inputs?: (feature: StoredFeature, inputs: readonly Value[], nulls: number) => Value | undefined
  /** By call: what it gives on these arguments instead of `right`. Judged on on-demand features. */
  readonly calls?: Readonly<Record<string, (args: readonly Value[], right: Value) => Value>>
}

/** How many cells such a store answers otherwise than an ideal one, in the plans of a seed: of the whole suite, or of some scenarios. */
export function changedCells(
  seed: number,
  broken: Break,
  scenarios: readonly string[] | null = null,
): number {
  const meant = suite.filter(({ name }) => scenarios?.includes(name) ?? true)
  const changed = meant.map(scenario => {
    const { plan, cells } = idealOf(scenario, seed)
    return cellsOf(plan, broken).filter((cell, i) => cell !== cells[i]).length
  })
  return changed.reduce((sum, count) => sum + count, 0)
}

/** By scenario and seed, the plan with the cells of an ideal store. */
const ideals = new Map<string, { readonly plan: RunPlan; readonly cells: readonly string[] }>()

function idealOf(scenario: Scenario, seed: number) {
  const name = `${scenario.name} ${seed}`
  const known = ideals.get(name)
  if (known !== undefined) return known
  const plan = planRun(scenario, seed)
  const made = { plan, cells: cellsOf(plan, {}) }
  ideals.set(name, made)
  return made
}

/** The cells of a plan as an ideal store serves them, or one that breaks a rule. */
function cellsOf(plan: RunPlan, broken: Break): string[] {
  const logs = new Map<string, SpecificationLog>()
  const logOf = (definitions: Definitions, { source }: StoredFeature) => {
    const id = `${definitions.name} ${source.name}`
    const placed = (plan.records.get(source.name) ?? []).map((record, position) => ({
      ...record,
      position,
      placement: null,
    }))
    const log = logs.get(id) ?? specificationLog(definitions, source, broken.log?.(placed) ?? placed)
    logs.set(id, log)
    return log
  }
  const batches = [...plan.agenda, ...plan.quiet].flatMap(item => (item.kind === 'ask' ? [item.batch] : []))
  return batches
    .flatMap(({ questions }) => questions)
    .flatMap(question => {
      const target = plan.targets.find(
        each => each.kind === 'document' && each.definitions.name === question.target,
      )
      if (target === undefined) return []
      const key = targetEntity(target).map(part => question.key[part.name] ?? null)
      const values = new Map<string, Value>()
      return targetColumns(target).flatMap(({ feature, definitions }) => {
        if (definitions === null) return []
        const { value, state } =
          feature.kind === 'stored'
            ? storedCell(logOf(definitions, feature), feature, key, question.asOf, broken)
            : computedCell(feature, question, values, broken)
        values.set(feature.name, value)
        return [JSON.stringify([state, value], (_, part) => (typeof part === 'bigint' ? `${part}n` : part))]
      })
    })
}

type Cell = Pick<Recomputed, 'state' | 'value'>

function storedCell(
  log: SpecificationLog,
  given: StoredFeature,
  key: readonly Value[],
  known: Instant,
  broken: Break,
): Cell {
  const feature = broken.feature?.(given) ?? given
  const asOf = broken.asOf?.(known) ?? known
  if (broken.fact !== undefined && feature.refresh === null && !key.includes(null)) {
    const visible = (record: AcceptedRecord) => record.arrival <= known
    const facts = recordsById(log.records(key)).flatMap(records =>
      knownFacts([records], visible).map(fact => broken.fact?.(fact, records.filter(visible)) ?? fact),
    )
    return evaluateFeature(feature, facts, { head: asOf, tail: asOf }, null)
  }
  const evaluate = (each: StoredFeature) =>
    log.evaluate(each, key, { asOf, knowledge: { kind: 'at', k: known }, trained: false })
  const right = evaluate(feature)
  if (broken.inputs === undefined || right.state === 'not-found' || feature.aggregate.of === null)
    return right
  // The inputs themselves, told by the specification: the last of all, and how many facts there are.
  const { aggregate } = feature
  const inputs = evaluate({ ...feature, aggregate: { ...aggregate, kind: 'lastN', n: 1e9 }, nulls: 'skip' })
  const size = evaluate({ ...feature, aggregate: { ...aggregate, kind: 'count', of: null } })
  const used = (inputs.value as readonly Value[]).toReversed()
  const value = broken.inputs(feature, used, Number(size.value) - used.length)
  return value === undefined ? right : { value, state: value === null ? 'null' : 'present' }
}

function computedCell(
  { expression }: OnDemandFeature,
  { request }: Question,
  values: ReadonlyMap<string, Value>,
  { calls = {} }: Break,
): Cell {
  const absent = () => {
    throw new Error('an on-demand feature reads no fields')
  }
  const scope = {
    field: absent,
    feature: (name: string) => values.get(name) ?? null,
    request: (name: string) => ownMember(request, name) ?? null,
  }
  const computed = (node: Expression): Value => {
    if (node.node === 'toFloat') {
      const value = computed(node.of)
      return value === null ? null : Number(value)
    }
    if (node.node !== 'call') return evaluateExpression(node, scope)
    const args = node.args.map(computed)
    const literals = node.args.map(
      (arg, i): Expression => ({
        node: 'literal',
        value: args[i] as Value,
        type: arg.type,
      }),
    )
    const right = evaluateExpression({ ...node, args: literals }, scope)
    return calls[node.call]?.(args, right) ?? (calls[node.call] === undefined ? right : null)
  }
  const value = computed(expression)
  return { value, state: value === null ? 'null' : 'present' }
}
