import type { Closed, StoredFeature } from '../definitions.ts'
import type { Micros } from '../value.ts'
import type { Frame } from './frame.ts'
import { labelOf } from './frame.ts'
import { type GroupParts, groupParts } from './group-parts.ts'
import type { BatchPlanOptions } from './plan-options.ts'
import type { SqlStatement } from './sql-statement.ts'

/** Features of a frame over one and the same window, and the table that holds their parts, one row an ask. */
export interface FeatureGroup {
  readonly features: readonly StoredFeature[]
  readonly parts: GroupParts
  readonly table: string
  readonly statements: readonly SqlStatement[]
}

/** How many buckets a window is cut in: more waste fewer facts at its ends, and cost more rows an ask. */
const bucketsPerWindow = 4

/** Features over one bounded window: asks meet facts by equality on key and bucket of time, never by a range alone. */
export function windowGroup(
  frame: Frame,
  features: readonly StoredFeature[],
  name: string,
  options: BatchPlanOptions,
): FeatureGroup {
  const { plan } = frame
  const { length, slide, closed } = features[0]!.window
  const parts = groupParts(plan, features)
  const table = frame.table(name)
  const bounds = boundsOf(frame, length!, slide, closed)
  const width = Math.max(1, Math.ceil((length! + (slide ?? 0)) / bucketsPerWindow))
  const bucket = (instant: string) => plan.dialect.floorDivide(instant, String(width))
  const selected = parts.columns.map(({ alias, aggregate }) => `${aggregate()} AS ${alias}`).join(',\n  ')
  const admitted = parts.where === null ? '' : ` AND ${parts.where}`
  const shared = `SELECT a.__ask,
  ${selected}
FROM (
  SELECT b.*, ${plan.dialect.series(bucket('b.__low'), bucket('b.__high'))} AS __bucket FROM (
    SELECT a.__ask, a.__key, a.__known, ${bounds} FROM ${frame.asks} a WHERE a.__mark IS NULL
  ) b
) a
JOIN ${plan.tables.facts} f ON f.__key = a.__key AND ${bucket('f.__tau')} = a.__bucket
  AND f.__tau >= a.__low AND f.__tau <= a.__high AND f.__from <= a.__known AND f.__to > a.__known${admitted}
GROUP BY a.__ask`
  const own = `SELECT a.__ask,
  ${selected}
FROM (SELECT a.__ask, ${bounds} FROM ${frame.asks} a WHERE a.__mark IS NOT NULL) a
JOIN ${frame.own} f ON f.__ask = a.__ask AND f.__tau >= a.__low AND f.__tau <= a.__high${admitted}
GROUP BY a.__ask`
  const query = options.applied ? `${shared}\nUNION ALL\n${own}` : shared
  const purpose = `${labelOf(frame)}: ${features.map(feature => feature.name).join(', ')}`
  return { features, parts, table, statements: [{ purpose, sql: plan.create(table, query) }] }
}

/** The first and the last instant of the window, both in it: instants are whole µs. */
function boundsOf({ plan }: Frame, length: Micros, slide: Micros | null, closed: Closed): string {
  const exact = `(a.__head - ${length})`
  const tail = slide === null ? exact : `(${plan.dialect.floorDivide(exact, String(slide))}) * ${slide}`
  return closed === 'left'
    ? `${tail} AS __low, a.__head - 1 AS __high`
    : `${tail} + 1 AS __low, a.__head AS __high`
}
