import { queryRows } from '../../history/query-rows.ts'
import type { Engine } from '../engine.ts'
import type { PairedCounts } from '../statistics/paired-counts.ts'
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
  /** SQL that is true where a lag of the store explains the difference; null: nowhere. */
  readonly stale: string | null
  /** SQL that is true where the feature was found, on each side; null where no states were given. */
  readonly found: { readonly served: string; readonly known: string } | null
  /** SQL of how many alike pairs a row stands for; null: one. */
  readonly weight: string | null
  /** Whether they have an order and a difference. */
  readonly isNumber: boolean
}

/** Counts pairs by entity in DuckDB: ranks over all pairs, sums by entity, and out come counts of equal sums. */
export async function pairedCounts(
  { connection }: Pick<Engine, 'connection'>,
  source: PairedSource,
): Promise<PairedCounts> {
  const rows = await queryRows(connection, countsSql(source))
  const of = (kind: string) => rows.filter(row => row[0] === kind)
  const totals = (kind: string): FlipTotal[] =>
    of(kind).map(([, total, , count]) => ({ total: Number(total), count: Number(count) }))
  const sums = (kind: string) => (of(kind)[0] ?? []).slice(1, 3).map(Number) as [number, number]
  const [larger, smaller] = sums('sums')
  const [servedNull, knownNull] = sums('null sums')
  const [servedFound, knownFound] = sums('found sums')
  const [stale] = sums('stale')
  return {
    hits: of('hits').map(([, hits, trials, count]) => ({
      hits: Number(hits),
      trials: Number(trials),
      count: Number(count),
    })),
    stale,
    direction: totals('direction'),
    larger,
    smaller,
    ranks: totals('ranks'),
    nulls: { totals: totals('nulls'), servedOnly: servedNull, knownOnly: knownNull },
    found:
      source.found === null
        ? null
        : { totals: totals('found'), servedOnly: servedFound, knownOnly: knownFound },
  }
}

function countsSql(source: PairedSource): string {
  return `WITH pairs AS MATERIALIZED (${pairsSql(source)}), differences AS (${differencesSql(source)}), ranked AS (${ranksSql}),
    entities AS MATERIALIZED (SELECT e, coalesce(sum(w) FILTER (WHERE NOT same), 0) AS hits, sum(w) AS trials,
      coalesce(sum(w) FILTER (WHERE late), 0) AS late, coalesce(sum(w) FILTER (WHERE d > 0), 0) AS up,
      coalesce(sum(w) FILTER (WHERE d < 0), 0) AS down, sum(r) AS r, coalesce(sum(w) FILTER (WHERE b), 0) AS b,
      coalesce(sum(w) FILTER (WHERE c), 0) AS c, coalesce(sum(w) FILTER (WHERE fs AND NOT fk), 0) AS fs,
      coalesce(sum(w) FILTER (WHERE fk AND NOT fs), 0) AS fk FROM ranked GROUP BY e)
    SELECT 'hits', hits::BIGINT, trials::BIGINT, count(*) FROM entities GROUP BY hits, trials
    ${totalSql('direction', 'up - down')} ${totalSql('ranks', 'r')} ${totalSql('nulls', 'b - c')} ${totalSql('found', 'fs - fk')}
    ${sumSql('sums', 'up', 'down')} ${sumSql('null sums', 'b', 'c')} ${sumSql('found sums', 'fs', 'fk')} ${sumSql('stale', 'late', '0')}`
}

function pairsSql({ relation, entity, served, known, equal, stale, found, weight }: PairedSource): string {
  return `SELECT ${entity ?? 'row_number() OVER ()'} AS e, ${served} AS s, ${known} AS k, ${weight ?? '1'} AS w,
    coalesce(${equal ?? `${served} IS NOT DISTINCT FROM ${known}`}, false) AS same, coalesce(${stale ?? 'false'}, false) AS stale,
    coalesce(${found?.served ?? 'true'}, true) AS fs, coalesce(${found?.known ?? 'true'}, true) AS fk FROM ${relation}`
}

/** Equal pairs have no difference whatever their room; an int less an int may leave 64 bits; NaN has no place in an order. */
function differencesSql({ isNumber }: PairedSource): string {
  const difference = isNumber
    ? `CASE WHEN same THEN 0 WHEN NOT isnan(s::DOUBLE - k::DOUBLE) THEN s::DOUBLE - k::DOUBLE END`
    : 'NULL::DOUBLE'
  return `SELECT e, w, same, stale AND NOT same AS late, s IS NULL AND k IS NOT NULL AS b, s IS NOT NULL AND k IS NULL AS c,
    fs, fk, ${difference} AS d FROM pairs`
}

/** Twice the middle rank of a size is 2 · (pairs up to it) − (pairs of it) + 1. */
const ranksSql = `SELECT *, CASE WHEN d <> 0 THEN sign(d)::BIGINT * w * (
    2 * sum(w) OVER (PARTITION BY d IS NULL ORDER BY abs(d) RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    - sum(w) OVER (PARTITION BY d IS NULL, abs(d)) + 1) ELSE 0 END AS r FROM differences`

function totalSql(name: string, total: string): string {
  return `UNION ALL SELECT '${name}', (${total})::BIGINT, 0, count(*) FROM entities GROUP BY ${total}`
}

function sumSql(name: string, first: string, second: string): string {
  return `UNION ALL SELECT '${name}', coalesce(sum(${first}), 0)::BIGINT, coalesce(sum(${second}), 0)::BIGINT, 0 FROM entities`
}
