import type { FeatureGroup } from './feature-group.ts'
import { type Frame, labelOf } from './frame.ts'
import { groupParts, selectParts } from './group-parts.ts'
import { mergeParts } from './merge-parts.ts'
import { type BatchPlanOptions, measuresOf } from './plan-options.ts'
import type { RingChain } from './ring-chains.ts'
import type { SqlStatement } from './sql-statement.ts'
import { bucketsPerWindow, highestOf, lowestOf, spanOf } from './window-bounds.ts'

/**
 * Features over windows that lie within one another, whose partial results merge. An ask meets every fact of its longest
 * window once, by equality on key and bucket of time; the facts between the tails of two windows, a ring, are
 * aggregated together, and a window is its ring and all within.
 */
export function ringedGroups(
  frame: Frame,
  chain: RingChain,
  name: string,
  options: BatchPlanOptions,
): FeatureGroup[] {
  const { plan } = frame
  const all = chain.flat()
  const parts = groupParts(plan, all, measuresOf(plan, options).huge)
  const rings = frame.table(`${name}_rings`)
  const made: SqlStatement = {
    purpose: `${labelOf(frame)}: rings between the tails of ${chain.map(features => features[0]!.window.length).join(', ')} µs`,
    ...plan.create(rings, ringsSql(frame, chain, selectParts(parts.columns), parts.where, options)),
  }
  return chain.map((features, ring): FeatureGroup => {
    const table = frame.table(`${name}w${ring}`)
    const columns = parts.only(features)
    const within = `(SELECT * FROM ${rings} WHERE __ring <= ${ring})`
    const isLast = ring === chain.length - 1
    const merged: SqlStatement = {
      purpose: `${labelOf(frame)}: ${features.map(feature => feature.name).join(', ')}`,
      ...plan.create(table, mergeParts(plan, columns, isLast ? rings : within, ['__ask'])),
      ...(isLast ? { frees: [rings] } : {}),
    }
    return { features, parts, table, statements: ring === 0 ? [made, merged] : [merged] }
  })
}

/** The parts of each ring of each ask; the innermost ring is 0. */
function ringsSql(
  frame: Frame,
  chain: RingChain,
  selected: string,
  where: string | null,
  options: BatchPlanOptions,
): string {
  const { plan } = frame
  const windows = chain.map(features => features[0]!.window)
  const longest = windows.length - 1
  const lows = windows.map((window, i) => `${lowestOf(plan, window, 'a.__head')} AS __low${i}`)
  const bounds = [...lows, `${highestOf(windows[0]!, 'a.__head')} AS __high`].join(', ')
  const cases = windows.slice(0, longest).map((_, i) => `WHEN f.__tau >= a.__low${i} THEN ${i}`)
  const ring = `CASE ${cases.join(' ')} ELSE ${longest} END`
  const inside = `f.__tau >= a.__low${longest} AND f.__tau <= a.__high${where === null ? '' : ` AND ${where}`}`
  const width = String(Math.max(1, Math.ceil(spanOf(windows[longest]!)! / bucketsPerWindow)))
  const bucket = (instant: string) => plan.dialect.floorDivide(instant, width)
  const shared = `SELECT a.__ask, ${ring} AS __ring, ${selected}
FROM (
  SELECT b.*, ${plan.dialect.series(bucket(`b.__low${longest}`), bucket('b.__high'))} AS __bucket FROM (
    SELECT a.__ask, a.__key, a.__known, ${bounds} FROM ${frame.asks} a WHERE a.__mark IS NULL
  ) b
) a
JOIN ${plan.tables.facts} f ON f.__key = a.__key AND ${bucket('f.__tau')} = a.__bucket
  AND f.__from <= a.__known AND f.__to > a.__known AND ${inside}
GROUP BY 1, 2`
  if (!options.applied) return shared
  const own = `SELECT a.__ask, ${ring} AS __ring, ${selected}
FROM (SELECT a.__ask, ${bounds} FROM ${frame.asks} a WHERE a.__mark IS NOT NULL) a
JOIN ${frame.own} f ON f.__ask = a.__ask AND ${inside}
GROUP BY 1, 2`
  return `${shared}\nUNION ALL\n${own}`
}
