import type { StoredFeature } from '../definitions.ts'
import { type Frame, labelOf } from './frame.ts'
import { groupParts } from './group-parts.ts'
import type { BatchPlanOptions } from './plan-options.ts'
import type { FeatureGroup } from './window-group.ts'

/** Unbounded features whose partial results do not merge: an ask meets every fact of its key. */
export function historyGroup(
  frame: Frame,
  features: readonly StoredFeature[],
  name: string,
  options: BatchPlanOptions,
): FeatureGroup {
  const { plan } = frame
  const parts = groupParts(plan, features)
  const table = frame.table(name)
  const high = features[0]!.window.closed === 'left' ? 'a.__head - 1' : 'a.__head'
  const selected = parts.columns.map(({ alias, aggregate }) => `${aggregate()} AS ${alias}`).join(', ')
  const admitted = parts.where === null ? '' : ` AND ${parts.where}`
  const shared = `SELECT a.__ask, ${selected}
FROM ${frame.asks} a
JOIN ${plan.tables.facts} f ON f.__key = a.__key
  AND f.__tau <= ${high} AND f.__from <= a.__known AND f.__to > a.__known${admitted}
WHERE a.__mark IS NULL
GROUP BY a.__ask`
  const own = `SELECT a.__ask, ${selected}
FROM ${frame.asks} a JOIN ${frame.own} f ON f.__ask = a.__ask AND f.__tau <= ${high}${admitted}
GROUP BY a.__ask`
  const query = options.applied ? `${shared}\nUNION ALL\n${own}` : shared
  const purpose = `${labelOf(frame)}: ${features.map(feature => feature.name).join(', ')}`
  return { features, parts, table, statements: [{ purpose, sql: plan.create(table, query) }] }
}
