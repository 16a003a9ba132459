import { queryRows } from '../../history/query-rows.ts'
import type { Engine } from '../engine.ts'
import type { ClusterHits } from '../statistics/mismatch-rate.ts'
import type { FlipTotal } from '../statistics/sign-flip.ts'

/** One feature of a relation that holds both values of each probe in one row. */
export interface PairedSource {
  /** SQL that may stand after FROM. */
  readonly relation: string
  /** SQL of the entity; null: every row is one of its own. */
  readonly entity: string | null
  /** SQL of the two values. */
  readonly served: string
  readonly known: string
  /** SQL that is true where they are equal; null: where they are not distinct. */
  readonly equal: string | null
  /** Whether they have an order and a difference. */
  readonly isNumber: boolean
}

/** What the pairs show, in counts of distinct totals by entity. */
export interface PairedCounts {
  readonly hits: readonly ClusterHits[]
  /** Larger less smaller mismatches of each entity. */
  readonly direction: readonly FlipTotal[]
  readonly larger: number
  readonly smaller: number
  /** Twice the signed sum of ranks of each entity (Pratt). */
  readonly ranks: readonly FlipTotal[]
  /** Nulls on the served side alone less nulls on the other alone, of each entity. */
  readonly nulls: readonly FlipTotal[]
  readonly servedOnly: number
  readonly knownOnly: number
}

/** Counts pairs by entity in DuckDB: ranks over all pairs, sums by entity, and out come counts of equal sums. */
export async function pairedCounts({ connection }: Engine, source: PairedSource): Promise<PairedCounts> {
  const rows = await queryRows(connection, countsSql(source))
  const of = (kind: string) => rows.filter(row => row[0] === kind)
  const totals = (kind: string): FlipTotal[] =>
    of(kind).map(([, total, , count]) => ({ total: Number(total), count: Number(count) }))
  const [sums] = of('sums')
  const [nulls] = of('null sums')
  return {
    hits: of('hits').map(([, hits, trials, count]) => ({
      hits: Number(hits),
      trials: Number(trials),
      count: Number(count),
    })),
    direction: totals('direction'),
    ranks: totals('ranks'),
    nulls: totals('nulls'),
    larger: Number(sums?.[1] ?? 0),
    smaller: Number(sums?.[2] ?? 0),
    servedOnly: Number(nulls?.[1] ?? 0),
    knownOnly: Number(nulls?.[2] ?? 0),
  }
}

function countsSql({ relation, entity, served, known, equal, isNumber }: PairedSource): string {
  // An int less an int may leave 64 bits, and equal values have no difference whatever their room.
  const difference = isNumber ? `CASE WHEN same THEN 0 ELSE s::DOUBLE - k::DOUBLE END` : 'NULL::DOUBLE'
  const pairs = `SELECT ${entity ?? 'row_number() OVER ()'} AS e, ${served} AS s, ${known} AS k,
    coalesce(${equal ?? `${served} IS NOT DISTINCT FROM ${known}`}, false) AS same FROM ${relation}`
  const differences = `SELECT e, same, (s IS NULL AND k IS NOT NULL)::INT AS b, (s IS NOT NULL AND k IS NULL)::INT AS c,
    CASE WHEN s IS NOT NULL AND k IS NOT NULL THEN ${difference} END AS d FROM pairs`
  const ranks = `SELECT *, CASE WHEN d IS NOT NULL THEN
      sign(d)::BIGINT * (2 * rank() OVER (PARTITION BY d IS NULL ORDER BY abs(d)) + count(*) OVER (PARTITION BY d IS NULL, abs(d)) - 1)
    ELSE 0 END AS r FROM differences`
  return `WITH pairs AS MATERIALIZED (${pairs}), differences AS (${differences}), ranked AS (${ranks}),
    entities AS MATERIALIZED (SELECT e, count_if(NOT same) AS hits, count(*) AS trials, count_if(d > 0) AS up, count_if(d < 0) AS down,
      sum(r) AS r, sum(b) AS b, sum(c) AS c FROM ranked GROUP BY e)
    SELECT 'hits', hits::BIGINT, trials::BIGINT, count(*) FROM entities GROUP BY hits, trials
    UNION ALL SELECT 'direction', (up - down)::BIGINT, 0, count(*) FROM entities GROUP BY up - down
    UNION ALL SELECT 'ranks', r::BIGINT, 0, count(*) FROM entities GROUP BY r
    UNION ALL SELECT 'nulls', (b - c)::BIGINT, 0, count(*) FROM entities GROUP BY b - c
    UNION ALL SELECT 'sums', sum(up)::BIGINT, sum(down)::BIGINT, 0 FROM entities
    UNION ALL SELECT 'null sums', sum(b)::BIGINT, sum(c)::BIGINT, 0 FROM entities`
}
