import type { StoredFeature } from '../definitions.ts'
import { distinctColumns } from './distinct-counts.ts'
import type { FeatureGroup } from './feature-group.ts'
import { type Frame, labelOf } from './frame.ts'
import { commonCondition, type GroupParts, selectParts } from './group-parts.ts'
import type { Measures } from './measures.ts'
import { mergeParts } from './merge-parts.ts'
import { type BatchPlanOptions, measuresOf } from './plan-options.ts'
import type { SqlStatement } from './sql-statement.ts'
import { fromNear, fromOwn, fromSlow, fromTiles, type Tiling, windowEdges } from './tiling.ts'
import { spanOf } from './window-bounds.ts'

/** Tiles cost more rows an ask than they save where a window has only a few of them outside the pace. */
const tilesWorthwhile = 8

/** Whether asks meet fewer rows by tiles than fact by fact. As trained, K is mostly long after T. */
export function isWorthTiling({ window }: StoredFeature, measures: Measures, trained: boolean): boolean {
  const span = spanOf(window)
  return span === null || span - (trained ? 0 : measures.pace) > tilesWorthwhile * measures.tile
}

/**
 * Features over one window whose parts merge. An ask takes the tiles of its window in which every prompt fact is
 * surely known, the prompt facts beside them by bucket of time, and the facts that are not prompt by key and bucket.
 */
export function tiledGroup(
  frame: Frame,
  parts: GroupParts,
  features: readonly StoredFeature[],
  name: string,
  options: BatchPlanOptions,
): FeatureGroup {
  const { plan } = frame
  const table = frame.table(name)
  const partials = frame.table(`${name}_partials`)
  const condition = commonCondition(plan, features)
  const columns = parts.only(features).filter(column => column.merge !== null)
  const tiling: Tiling = {
    frame,
    features,
    measures: measuresOf(plan, options),
    edges: frame.table(`${name}_edges`),
    admitted: condition === null ? '' : ` AND ${condition}`,
  }
  const lift = (from: string) => `SELECT a.__ask, ${selectParts(columns)}\n${from}\nGROUP BY a.__ask`
  const providers = [
    `SELECT a.__ask, ${columns.map(({ alias }) => `y.${alias}`).join(', ')}\n${fromTiles(tiling)}`,
    lift(fromNear(tiling)),
    lift(fromSlow(tiling)),
    ...(options.applied ? [lift(fromOwn(tiling))] : []),
  ]
  const label = `${labelOf(frame)}: ${features.map(feature => feature.name).join(', ')}`
  const merged = mergeParts(plan, columns, partials, ['__ask'])
  const statements: SqlStatement[] = [
    {
      purpose: `${label}: windows, and the tiles in them`,
      ...plan.create(tiling.edges, windowEdges(tiling)),
    },
    { purpose: `${label}: partial results`, ...plan.create(partials, providers.join('\nUNION ALL\n')) },
    {
      purpose: label,
      ...plan.create(table, distinctColumns(tiling, parts, merged, options)),
      frees: [partials, tiling.edges],
    },
  ]
  return { features, parts, table, statements }
}
