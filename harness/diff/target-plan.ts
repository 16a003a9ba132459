import type { Definitions, OnDemandFeature, StoredFeature } from '../../features/definitions.ts'
import type { Expression } from '../../features/expression.ts'
import { type Target, type TargetColumn, targetColumns, targetEntity } from '../../features/target.ts'

/** A served column whose value is an aggregate. */
export interface StoredPlan {
  readonly kind: 'stored'
  readonly column: string
  readonly feature: StoredFeature
  readonly definitions: Definitions
  /** For each key part of the document, where it stands in the key of a probe. */
  readonly keyAt: readonly number[]
}

/** A served column whose value is an expression over other columns. */
export interface OnDemandPlan {
  readonly kind: 'on-demand'
  readonly column: string
  readonly feature: OnDemandFeature
  /** The column behind each feature name that the expression reads. */
  readonly inputs: ReadonlyMap<string, string>
  /** Whether `ln`, `exp`, `dot` or `cosine` is used in it; semantics § 8. */
  readonly inexact: boolean
}

export type ColumnPlan = StoredPlan | OnDemandPlan

/** A target, prepared once for judging many rows. */
export interface TargetPlan {
  readonly target: Target
  readonly columns: readonly ColumnPlan[]
  readonly byColumn: ReadonlyMap<string, ColumnPlan>
}

/** Binds what the columns of a target read: key parts by place, inputs by column. */
export function planTarget(target: Target): TargetPlan {
  const parts = targetEntity(target).map(part => part.name)
  const columns = targetColumns(target).map(column => planColumn(column, target, parts))
  return { target, columns, byColumn: new Map(columns.map(plan => [plan.column, plan])) }
}

function planColumn(column: TargetColumn, target: Target, parts: readonly string[]): ColumnPlan {
  if (column.feature.kind === 'stored') {
    const definitions = column.definitions as Definitions
    const keyAt = definitions.entity.map(part => parts.indexOf(part.name))
    return { kind: 'stored', column: column.column, feature: column.feature, definitions, keyAt }
  }
  const { feature, definitions } = column
  const names = featureNames(feature.expression)
  const inputs = new Map(names.map(name => [name, columnOf(name, definitions, target)]))
  return { kind: 'on-demand', column: column.column, feature, inputs, inexact: isInexact(feature.expression) }
}

/** A document in a service reads its own features by bare names; the service itself reads `fraud.spend_24h`. */
function columnOf(name: string, definitions: Definitions | null, target: Target): string {
  if (target.kind === 'document') return name
  return definitions === null ? name.replace('.', '__') : `${definitions.name}__${name}`
}

function featureNames(expression: Expression): string[] {
  if (expression.node === 'feature') return [expression.name]
  return childrenOf(expression).flatMap(featureNames)
}

const inexactCalls: ReadonlySet<string> = new Set(['ln', 'exp', 'dot', 'cosine'])

function isInexact(expression: Expression): boolean {
  if (expression.node === 'call' && inexactCalls.has(expression.call)) return true
  return childrenOf(expression).some(isInexact)
}

function childrenOf(expression: Expression): readonly Expression[] {
  if (expression.node === 'call') return expression.args
  return expression.node === 'toFloat' ? [expression.of] : []
}
