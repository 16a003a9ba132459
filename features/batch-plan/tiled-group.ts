import type { StoredFeature } from '../definitions.ts'
import type { FeatureGroup } from './feature-group.ts'
import { type Frame, labelOf } from './frame.ts'
import { commonCondition, type GroupParts, type PartColumn, selectParts } from './group-parts.ts'
import { isPrompt, type Measures } from './measures.ts'
import { mergeParts } from './merge-parts.ts'
import { type BatchPlanOptions, measuresOf } from './plan-options.ts'
import { tilesOf } from './pyramid.ts'
import type { SqlStatement } from './sql-statement.ts'
import { bucketsPerWindow, highestOf, lowestOf, spanOf } from './window-bounds.ts'

/** What the parts of one group are made by. */
interface Tiling {
  readonly frame: Frame
  readonly features: readonly StoredFeature[]
  readonly columns: readonly PartColumn[]
  readonly measures: Measures
  /** One row an ask: the window, and the tiles of it that are surely known. */
  readonly edges: string
  readonly selected: string
  readonly admitted: string
}

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
  const columns = parts.only(features)
  const tiling: Tiling = {
    frame,
    features,
    columns,
    measures: measuresOf(plan, options),
    edges: frame.table(`${name}_edges`),
    selected: selectParts(columns),
    admitted: condition === null ? '' : ` AND ${condition}`,
  }
  const providers = [tiles(tiling), near(tiling), slow(tiling), ...(options.applied ? [own(tiling)] : [])]
  const label = `${labelOf(frame)}: ${features.map(feature => feature.name).join(', ')}`
  const statements: SqlStatement[] = [
    { purpose: `${label}: windows, and the tiles in them`, ...plan.create(tiling.edges, edges(tiling)) },
    { purpose: `${label}: partial results`, ...plan.create(partials, providers.join('\nUNION ALL\n')) },
    {
      purpose: label,
      ...plan.create(table, mergeParts(plan, columns, partials, ['__ask'])),
      frees: [partials, tiling.edges],
    },
  ]
  return { features, parts, table, statements }
}

/** An unbounded window begins with the first tile, and for slow facts at no instant (`__low` is null). */
function edges({ frame, features, measures }: Tiling): string {
  const { plan } = frame
  const { window } = features[0]!
  const { pace, tile, origin } = measures
  const low = lowestOf(plan, window, 'a.__head')
  const tileOf = (instant: string) => plan.dialect.floorDivide(instant, String(tile))
  const first = low === null ? plan.dialect.literal(BigInt(origin), 'int') : `${tileOf('w.__low - 1')} + 1`
  return `SELECT w.*, ${first} AS __first_tile, ${tileOf(`least(w.__high, w.__known - ${pace}) + 1`)} AS __end_tile
FROM (
  SELECT a.__ask, a.__key, a.__known, a.__mark, ${low ?? 'CAST(NULL AS BIGINT)'} AS __low, ${highestOf(window, 'a.__head')} AS __high
  FROM ${frame.asks} a
) w`
}

function tiles({ frame, edges, columns }: Tiling): string {
  const { plan } = frame
  const ranges = `(SELECT e.__ask, e.__key, e.__first_tile, e.__end_tile FROM ${edges} e WHERE e.__mark IS NULL)`
  return `SELECT a.__ask, ${columns.map(({ alias }) => `y.${alias}`).join(', ')}
FROM (
${tilesOf(plan, ranges)}
) a JOIN ${plan.tables.pyramid} y ON y.__key = a.__key AND y.__code = a.__code`
}

/**
 * Prompt facts of the window outside its tiles: before the first, and from the last on up to the pace beyond K, where
 * none can be known.
 */
function near({ frame, features, measures, edges, selected, admitted }: Tiling): string {
  const { plan } = frame
  const { pace, tile, origin } = measures
  const span = spanOf(features[0]!.window) ?? Number.POSITIVE_INFINITY
  const width = Math.max(
    1,
    Math.min(Math.ceil(span / bucketsPerWindow), Math.max(tile, Math.floor(pace / 4))),
  )
  const bucket = (instant: string) => plan.dialect.floorDivide(instant, String(width))
  const low = `coalesce(e.__low, ${origin * tile})`
  return `SELECT a.__ask, ${selected}
FROM (
  SELECT i.*, ${plan.dialect.series(bucket('i.__from'), bucket('i.__upto'))} AS __bucket FROM (
    SELECT e.__ask, e.__key, e.__known, e.__low AS __from, least(e.__high, e.__first_tile * ${tile} - 1) AS __upto
    FROM ${edges} e WHERE e.__first_tile < e.__end_tile AND e.__mark IS NULL
    UNION ALL
    SELECT e.__ask, e.__key, e.__known, CASE WHEN e.__first_tile < e.__end_tile THEN e.__end_tile * ${tile} ELSE ${low} END,
      least(e.__high, e.__known + ${pace})
    FROM ${edges} e WHERE e.__mark IS NULL
  ) i WHERE i.__from <= i.__upto
) a
JOIN ${plan.tables.facts} f ON f.__key = a.__key AND ${bucket('f.__tau')} = a.__bucket
  AND f.__tau >= a.__from AND f.__tau <= a.__upto AND f.__from <= a.__known AND ${isPrompt('f', measures)}${admitted}
GROUP BY a.__ask`
}

function slow({ frame, features, edges, selected, admitted }: Tiling): string {
  const { plan } = frame
  const span = spanOf(features[0]!.window)
  const known = `f.__tau <= a.__high AND f.__from <= a.__known AND f.__to > a.__known${admitted}`
  if (span === null) {
    return `SELECT a.__ask, ${selected}
FROM ${edges} a JOIN ${plan.tables.slow} f ON f.__key = a.__key AND ${known}
WHERE a.__mark IS NULL GROUP BY a.__ask`
  }
  const width = String(Math.max(1, Math.ceil(span / bucketsPerWindow)))
  const bucket = (instant: string) => plan.dialect.floorDivide(instant, width)
  return `SELECT a.__ask, ${selected}
FROM (
  SELECT e.*, ${plan.dialect.series(bucket('e.__low'), bucket('e.__high'))} AS __bucket FROM ${edges} e WHERE e.__mark IS NULL
) a
JOIN ${plan.tables.slow} f ON f.__key = a.__key AND ${bucket('f.__tau')} = a.__bucket AND f.__tau >= a.__low AND ${known}
GROUP BY a.__ask`
}

function own({ frame, edges, selected, admitted }: Tiling): string {
  return `SELECT a.__ask, ${selected}
FROM ${edges} a JOIN ${frame.own} f ON f.__ask = a.__ask AND f.__tau >= coalesce(a.__low, f.__tau) AND f.__tau <= a.__high${admitted}
WHERE a.__mark IS NOT NULL GROUP BY a.__ask`
}
