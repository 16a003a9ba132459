import { hugeInput } from '../aggregations/moments-sql.ts'
import type { Micros } from '../value.ts'
import type { SourcePlan } from './plan-context.ts'
import { forever } from './resolve-facts.ts'
import { spanOf } from './window-bounds.ts'

/**
 * What was measured of a source's facts, to plan by. Any measures give right answers; these make the plan fast.
 */
export interface Measures {
  /**
   * µs: a fact that was never replaced and arrived within it of its event time, before or after, is *prompt*; the
   * others are *slow*.
   */
  readonly pace: Micros
  /** µs: the span of time whose prompt facts of a key are aggregated ahead of any probe. */
  readonly tile: Micros
  /** Index of the first tile of a prompt fact, floor(τ / tile), or less. */
  readonly origin: number
  /** Index of the last tile of a prompt fact, or more; less than `origin` where there is none. */
  readonly last: number
  /** Whether some float input is so large that a variance needs care; see `hugeInput`. */
  readonly huge: boolean
}

/** What a plan is made by where nothing was measured: the shape of its SQL is the same. */
export const unmeasured: Measures = {
  pace: 3_600_000_000,
  tile: 3_600_000_000,
  origin: -3_000_000,
  last: 3_000_000,
  huge: true,
}

const quantiles = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 1]

/** Facts of one key that a tile should hold, where facts are dense. */
const factsPerTile = 16

/**
 * A query of one row, `pace`, `tile`, `origin`, `last`, `huge`, over the facts of a source; see `readMeasures`. The pace is the quantile of
 * |α − τ| with which a probe meets the fewest facts that are slow or within the pace of its K.
 */
export function measureSql(plan: SourcePlan): string {
  const longest = longestSpan(plan)
  const shares = `[${quantiles.join(', ')}]`
  return `WITH lags AS (
  SELECT f.__key, abs(f.__from - f.__tau) AS __lag, f.__tau FROM ${plan.tables.facts} f WHERE f.__to = ${forever}
), sizes AS (
  SELECT count(*) AS __size, min(__tau) AS __first, max(__tau) AS __last FROM lags GROUP BY __key
), span AS (
  SELECT max(__last) - min(__first) + 1 AS __span, min(__first) AS __first, max(__last) AS __last,
    sum(CAST(__size AS DOUBLE) * __size) / sum(__size) AS __dense
  FROM sizes
), choices AS (
  SELECT unnest(quantile_disc(__lag, ${shares})) AS __lag, unnest(${shares}) AS __share FROM lags
), chosen AS (
  SELECT coalesce(arg_min(c.__lag, (1 - c.__share) * ${longest === null ? 's.__span' : `least(s.__span, ${longest})`} + CAST(c.__lag AS DOUBLE)), 0) AS pace
  FROM choices c, span s
), tiled AS (
  SELECT c.pace, s.__first, s.__last,
    CAST(greatest(1, coalesce(${factsPerTile} * CAST(s.__span AS DOUBLE) / s.__dense, 1)) AS BIGINT) AS tile
  FROM chosen c, span s
)
SELECT t.pace, t.tile, coalesce(${plan.dialect.floorDivide('t.__first', 't.tile')}, 0) AS origin,
  coalesce(${plan.dialect.floorDivide('t.__last', 't.tile')}, -1) AS last, ${hugeSql(plan)} AS huge
FROM tiled t`
}

/** The most that a window of the source spans (µs), null where some window is unbounded. */
function longestSpan({ shape }: SourcePlan): Micros | null {
  const spans = shape.features.map(({ window }) => spanOf(window))
  return spans.includes(null) ? null : Math.max(...(spans as Micros[]))
}

function hugeSql(plan: SourcePlan): string {
  const floats = plan.shape.inputs.filter(({ expression }) => expression.type === 'float')
  if (floats.length === 0) return 'FALSE'
  const sizes = floats.map(({ column }) => `max(abs(f.${column}))`)
  return `coalesce((SELECT greatest(${sizes.join(', ')}) FROM ${plan.tables.facts} f) > ${plan.dialect.literal(hugeInput, 'float')}, FALSE)`
}

/** The row of `measureSql`, as a driver gives it. */
export function readMeasures([pace, tile, origin, last, huge]: readonly unknown[]): Measures {
  return {
    pace: Number(pace),
    tile: Number(tile),
    origin: Number(origin),
    last: Number(last),
    huge: huge === true,
  }
}

/** SQL text: whether the fact is prompt. */
export function isPrompt(fact: string, { pace }: Measures): string {
  return `${fact}.__to = ${forever} AND ${fact}.__from - ${fact}.__tau BETWEEN ${-pace} AND ${pace}`
}
