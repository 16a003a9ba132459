import type { StoredFeature } from '../definitions.ts'
import type { FeatureGroup } from './feature-group.ts'
import { type Frame, labelOf } from './frame.ts'
import { groupParts, selectParts } from './group-parts.ts'
import { type BatchPlanOptions, measuresOf } from './plan-options.ts'
import { bucketsPerWindow, highestOf, lowestOf, spanOf } from './window-bounds.ts'

/**
 * Features over one window whose partial results do not merge: an ask meets every fact of its window, by equality on
 * key and bucket of time, never by a range alone; where the window is unbounded, by key.
 */
export function pairedGroup(
  frame: Frame,
  features: readonly StoredFeature[],
  name: string,
  options: BatchPlanOptions,
): FeatureGroup {
  const { plan } = frame
  const { window } = features[0]!
  const parts = groupParts(plan, features, measuresOf(plan, options).huge)
  const table = frame.table(name)
  const low = lowestOf(plan, window, 'a.__head')
  const bounds = `${low === null ? '' : `${low} AS __low, `}${highestOf(window, 'a.__head')} AS __high`
  const selected = selectParts(parts.columns)
  const inside = `${low === null ? '' : 'f.__tau >= a.__low AND '}f.__tau <= a.__high${parts.where === null ? '' : ` AND ${parts.where}`}`
  const width = String(Math.max(1, Math.ceil((spanOf(window) ?? 0) / bucketsPerWindow)))
  const bucket = (instant: string) => plan.dialect.floorDivide(instant, width)
  const asks = `SELECT a.__ask, a.__key, a.__known, ${bounds} FROM ${frame.asks} a WHERE a.__mark IS NULL`
  const bucketed = `SELECT b.*, ${plan.dialect.series(bucket('b.__low'), bucket('b.__high'))} AS __bucket FROM (${asks}) b`
  const shared = `SELECT a.__ask, ${selected}
FROM (${low === null ? asks : bucketed}) a
JOIN ${plan.tables.facts} f ON f.__key = a.__key${low === null ? '' : ` AND ${bucket('f.__tau')} = a.__bucket`}
  AND f.__from <= a.__known AND f.__to > a.__known AND ${inside}
GROUP BY a.__ask`
  const own = `SELECT a.__ask, ${selected}
FROM (SELECT a.__ask, ${bounds} FROM ${frame.asks} a WHERE a.__mark IS NOT NULL) a
JOIN ${frame.own} f ON f.__ask = a.__ask AND ${inside}
GROUP BY a.__ask`
  const query = options.applied ? `${shared}\nUNION ALL\n${own}` : shared
  const purpose = `${labelOf(frame)}: ${features.map(feature => feature.name).join(', ')}`
  return { features, parts, table, statements: [{ purpose, ...plan.create(table, query) }] }
}
