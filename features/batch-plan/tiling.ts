import type { StoredFeature } from '../definitions.ts'
import type { Frame } from './frame.ts'
import { isPrompt, type Measures } from './measures.ts'
import { tilesOf } from './pyramid.ts'
import { bucketsPerWindow, highestOf, lowestOf, spanOf } from './window-bounds.ts'

/** Where the rows come from that make up the windows of one group. */
export interface Tiling {
  readonly frame: Frame
  readonly features: readonly StoredFeature[]
  readonly measures: Measures
  /** One row an ask: the window, and the tiles of it that are surely known; see `windowEdges`. */
  readonly edges: string
  /** A condition that all features set, as SQL that follows others; empty where there is none. */
  readonly admitted: string
}

/**
 * An unbounded window begins with the first tile, and for slow facts at no instant (`__low` is null). No tile lies before the first or
 * after the last prompt fact, however long ago that is: each would be a row that meets nothing.
 */
export function windowEdges({ frame, features, measures }: Tiling): string {
  const { plan } = frame
  const { window } = features[0]!
  const { pace, tile, origin, last } = measures
  const low = lowestOf(plan, window, 'a.__head')
  const tileOf = (instant: string) => plan.dialect.floorDivide(instant, String(tile))
  const start = plan.dialect.literal(BigInt(origin), 'int')
  const first = low === null ? start : `greatest(${start}, ${tileOf('w.__low - 1')} + 1)`
  const end = `least(${last + 1}, ${tileOf(`least(w.__high, w.__known - ${pace}) + 1`)})`
  return `SELECT w.*, ${first} AS __first_tile, ${end} AS __end_tile
FROM (
  SELECT a.__ask, a.__key, a.__known, a.__mark, ${low ?? 'CAST(NULL AS BIGINT)'} AS __low, ${highestOf(window, 'a.__head')} AS __high
  FROM ${frame.asks} a
) w`
}

/** SQL text after SELECT: the tiles `y` of each ask `a`. */
export function fromTiles({ frame, edges }: Tiling): string {
  const { plan } = frame
  const ranges = `(SELECT e.__ask, e.__key, e.__first_tile, e.__end_tile FROM ${edges} e WHERE e.__mark IS NULL)`
  return `FROM (
${tilesOf(plan, ranges)}
) a JOIN ${plan.tables.pyramid} y ON y.__key = a.__key AND y.__code = a.__code`
}

/**
 * SQL text after SELECT: the prompt facts `f` of the window of each ask `a` outside its tiles: before the first, and from the last on up to the pace beyond K, where
 * none can be known.
 */
export function fromNear({ frame, features, measures, edges, admitted }: Tiling): string {
  const { plan } = frame
  const { pace, tile, origin, last } = measures
  const span = spanOf(features[0]!.window) ?? Number.POSITIVE_INFINITY
  const width = Math.max(
    1,
    Math.min(Math.ceil(span / bucketsPerWindow), Math.max(tile, Math.floor(pace / 4))),
  )
  const bucket = (instant: string) => plan.dialect.floorDivide(instant, String(width))
  const [earliest, latest] = [origin * tile, (last + 1) * tile - 1]
  const low = `greatest(${earliest}, coalesce(e.__low, ${earliest}))`
  return `FROM (
  SELECT i.*, ${plan.dialect.series(bucket('i.__from'), bucket('i.__upto'))} AS __bucket FROM (
    SELECT e.__ask, e.__key, e.__known, ${low} AS __from, least(e.__high, e.__first_tile * ${tile} - 1) AS __upto
    FROM ${edges} e WHERE e.__first_tile < e.__end_tile AND e.__mark IS NULL
    UNION ALL
    SELECT e.__ask, e.__key, e.__known, CASE WHEN e.__first_tile < e.__end_tile THEN e.__end_tile * ${tile} ELSE ${low} END,
      least(e.__high, e.__known + ${pace}, ${latest})
    FROM ${edges} e WHERE e.__mark IS NULL
  ) i WHERE i.__from <= i.__upto
) a
JOIN ${plan.tables.facts} f ON f.__key = a.__key AND ${bucket('f.__tau')} = a.__bucket
  AND f.__tau >= a.__from AND f.__tau <= a.__upto AND f.__from <= a.__known AND ${isPrompt('f', measures)}${admitted}`
}

/** SQL text after SELECT: the slow facts `f` of the window of each ask `a`. */
export function fromSlow({ frame, features, edges, admitted }: Tiling): string {
  const { plan } = frame
  const span = spanOf(features[0]!.window)
  const known = `f.__tau <= a.__high AND f.__from <= a.__known AND f.__to > a.__known${admitted}`
  if (span === null) {
    return `FROM ${edges} a JOIN ${plan.tables.slow} f ON f.__key = a.__key AND ${known}
WHERE a.__mark IS NULL`
  }
  const width = String(Math.max(1, Math.ceil(span / bucketsPerWindow)))
  const bucket = (instant: string) => plan.dialect.floorDivide(instant, width)
  return `FROM (
  SELECT e.*, ${plan.dialect.series(bucket('e.__low'), bucket('e.__high'))} AS __bucket FROM ${edges} e WHERE e.__mark IS NULL
) a
JOIN ${plan.tables.slow} f ON f.__key = a.__key AND ${bucket('f.__tau')} = a.__bucket AND f.__tau >= a.__low AND ${known}`
}

/** SQL text after SELECT: the facts `f` of the window of each ask `a` that has facts of its own. */
export function fromOwn({ frame, edges, admitted }: Tiling): string {
  return `FROM ${edges} a JOIN ${frame.own} f ON f.__ask = a.__ask AND f.__tau >= coalesce(a.__low, f.__tau) AND f.__tau <= a.__high${admitted}
WHERE a.__mark IS NOT NULL`
}
