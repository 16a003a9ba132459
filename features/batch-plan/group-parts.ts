import type { FactColumns, Merge, SqlPart } from '../aggregations/aggregation-sql.ts'
import { aggregations } from '../aggregations/index.ts'
import type { StoredFeature } from '../definitions.ts'
import type { SourcePlan } from './plan-context.ts'

/** One aggregate column of a group of features; features that need the same one share it. */
export interface PartColumn {
  readonly alias: string
  /** The aggregate over facts `f`. */
  readonly aggregate: string
  readonly merge: Merge | null
  /** The column that counts its inputs, by which spreads are weighted. */
  readonly inputs: string
  /** For a spread, the column that sums its inputs. */
  readonly total: string | null
  /** For `greatest`, how many it keeps. */
  readonly keep: number
}

/** Where the parts of one feature stand. */
export interface FeatureParts {
  readonly facts: string
  readonly inputs: string
  readonly parts: Readonly<Record<string, string>>
}

/** The aggregates of a group of features that are computed over the same facts. */
export interface GroupParts {
  readonly columns: readonly PartColumn[]
  /** Those whose partial results merge. */
  readonly mergeable: readonly PartColumn[]
  /** A condition that every feature of the group sets, SQL text over `f`; null where there is none. */
  readonly where: string | null
  /** Whether float inputs may be huge; see `FactColumns`. */
  readonly huge: boolean
  of(feature: StoredFeature): FeatureParts
  /** The columns that some of the features need; they keep their aliases. */
  only(features: readonly StoredFeature[]): readonly PartColumn[]
}

/** The aggregates as a list of selected columns, over facts `f`. */
export function selectParts(columns: readonly PartColumn[]): string {
  return columns.map(({ alias, aggregate }) => `${aggregate} AS ${alias}`).join(', ')
}

/** The facts stand under the alias `f` wherever these parts are computed. */
export function groupParts(plan: SourcePlan, features: readonly StoredFeature[], huge: boolean): GroupParts {
  const columns = new Map<string, PartColumn>()
  const where = commonCondition(plan, features)
  const add = (
    { call, merge, after = result => result, keep = 0 }: SqlPart,
    feature: StoredFeature,
    inputs: string | null,
    total: string | null,
  ): string => {
    const condition = where === null ? conditionOf(plan, feature) : null
    const filtered = condition === null ? call : `${call} FILTER (WHERE ${condition})`
    const found = columns.get(filtered)
    if (found !== undefined) return found.alias
    const alias = `__p${columns.size}`
    columns.set(filtered, { alias, aggregate: after(filtered), merge, inputs: inputs ?? alias, total, keep })
    return alias
  }
  const partsOf = new Map(
    features.map(feature => {
      const count = (call: string) => add({ call, merge: 'count' }, feature, null, null)
      const facts = count('count(*)')
      const input = plan.shape.inputOf(feature)
      const inputs = input === null ? facts : count(`count(f.${input.column})`)
      const { parts } = aggregations[feature.aggregate.kind].sql
      const named: Record<string, string> = {}
      for (const [name, part] of Object.entries(
        parts(factColumnsOf(plan, feature, huge), feature, plan.dialect),
      )) {
        named[name] = add(part, feature, inputs, part.about === undefined ? null : named[part.about]!)
      }
      return [feature.name, { facts, inputs, parts: named }] as const
    }),
  )
  const all = [...columns.values()]
  const of = (feature: StoredFeature) => partsOf.get(feature.name)!
  const mergeable = all.filter(column => column.merge !== null)
  return { columns: all, mergeable, where, huge, of, only: some => needed(all, some.map(of)) }
}

function needed(columns: readonly PartColumn[], parts: readonly FeatureParts[]): PartColumn[] {
  const aliases = new Set(parts.flatMap(each => [each.facts, each.inputs, ...Object.values(each.parts)]))
  return columns.filter(column => aliases.has(column.alias))
}

/** A condition that all of some features set, SQL text over `f`; null where there is none. */
export function commonCondition(plan: SourcePlan, features: readonly StoredFeature[]): string | null {
  const conditions = new Set(features.map(feature => conditionOf(plan, feature)))
  return conditions.size === 1 ? [...conditions][0]! : null
}

/** Whether partial results of the feature over disjoint facts can be merged. */
export function isMergeable(plan: SourcePlan, feature: StoredFeature): boolean {
  return groupParts(plan, [feature], true).columns.every(column => column.merge !== null)
}

function conditionOf({ shape }: SourcePlan, feature: StoredFeature): string | null {
  const admission = shape.admissionOf(feature)
  return admission === null ? null : `f.${admission.column}`
}

function factColumnsOf(plan: SourcePlan, feature: StoredFeature, huge: boolean): FactColumns {
  const input = plan.shape.inputOf(feature)
  return {
    input: input === null ? null : `f.${input.column}`,
    huge: huge && isFloat(feature),
    rank: 'f.__rank',
  }
}

/** Ints are never huge. */
export function isFloat(feature: StoredFeature): boolean {
  return feature.aggregate.of?.type === 'float'
}
