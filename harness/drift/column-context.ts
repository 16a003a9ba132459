import type { Random } from '../../generators/random.ts'
import type { DriftFeature, DriftPart, DriftPartName } from '../../reports/drift-result.ts'
import type { FeatureSettings } from './drift-settings.ts'
import type { Engine } from './engine.ts'
import type { PartQuestion } from './part-question.ts'
import type { CellKind } from './statistics/cluster-cells.ts'
import { type ClusterPlan, type ClusterRow, clusterRows, clusterTable } from './tables/cluster-rows.ts'
import type { ColumnFacts } from './tables/column-facts.ts'
import type { ColumnPair } from './tables/column-pair.ts'
import type { DriftTable } from './tables/drift-table.ts'

/** All that comparing one feature needs. */
export interface ColumnContext {
  readonly engine: Engine
  readonly pair: ColumnPair
  readonly tables: { readonly reference: DriftTable; readonly current: DriftTable }
  readonly facts: { readonly reference: ColumnFacts; readonly current: ColumnFacts }
  readonly settings: FeatureSettings
  /** α of one part: shared over the parts of all features. */
  readonly alpha: number
  /** Null where rows are independent. */
  readonly clusters: { readonly plan: ClusterPlan; readonly rows: readonly ClusterRow[] } | null
  readonly random: Random
}

/** What comparing the values of a feature found, before its verdict. */
export interface ValueFinding
  extends Pick<DriftFeature, 'known' | 'parting' | 'curve' | 'bars' | 'unseen' | 'smallestShift'> {
  readonly parts: readonly DriftPart[]
  /** Why a pass is withheld whatever the parts say. */
  readonly withheld: readonly string[]
  readonly notes: readonly string[]
  /** The feature holds one value only, as text, on both sides. */
  readonly constant: string | null
  /** How to tell, in SQL, where values went: upper ends of a grid, or categories. */
  readonly cells: ValueCells | null
}

export type ValueCells =
  | { readonly kind: 'ordered'; readonly ends: readonly number[] }
  | { readonly kind: 'unordered'; readonly names: readonly string[] }

/** A finding with nothing in it. */
export const nothingFound: ValueFinding = {
  parts: [],
  known: null,
  parting: null,
  unseen: [],
  smallestShift: null,
  withheld: [],
  notes: [],
  constant: null,
  cells: null,
}

/** A part's question; `cellOf` tells how its rows fall into cells, where they cluster. */
export function partQuestion(
  context: ColumnContext,
  part: DriftPartName,
  epsilon: number,
  shape: { readonly kind: CellKind; readonly cells: number },
  cellOf: (row: ClusterRow) => number | null,
): PartQuestion {
  const { clusters, settings, alpha, random } = context
  return {
    part,
    epsilon,
    alpha,
    minimum: settings.minimumRows,
    clustered:
      clusters === null
        ? null
        : {
            table: clusterTable(clusters.rows, shape, cellOf),
            sampled: clusters.plan.oneIn > 1 || clusters.plan.rowsOneIn > 1,
            rowsOneIn: clusters.plan.rowsOneIn,
          },
    random: random.fork(part),
  }
}

/** SQL of the values that are compared: without NaN, and without what was not answered. */
export function comparedValue({ pair }: Pick<ColumnContext, 'pair'>, side: 'reference' | 'current'): string {
  const state = pair.states?.[side]
  const conditions = [
    ...(pair.kind === 'float' ? [`isnan(${pair[side]})`] : []),
    ...(state === undefined ? [] : [`${state} IS NOT DISTINCT FROM 'error'`]),
  ]
  return conditions.length === 0
    ? pair[side]
    : `CASE WHEN ${conditions.join(' OR ')} THEN NULL ELSE ${pair[side]} END`
}

/** The context of something derived from the feature (a length, a norm): its rows hold that instead, entity by entity. */
export async function derivedContext(
  context: ColumnContext,
  value: { readonly reference: string; readonly current: string },
): Promise<ColumnContext> {
  const { clusters, engine, pair, tables } = context
  if (clusters === null) return context
  const { plan } = clusters
  return {
    ...context,
    clusters: { plan, rows: await clusterRows(engine, plan, { ...value, states: pair.states }, tables) },
  }
}
