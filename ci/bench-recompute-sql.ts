import type { Definitions } from '../features/definitions.ts'
import { definitionsOrThrow } from '../features/resolve-definitions.ts'

/** How events and probes spread over keys: all alike, or by Zipf's law with exponent 1.2. */
export type KeyShape = 'uniform' | 'zipf'

const windows = ['1h', '24h', '7d'] as const
const kinds = ['count', 'sum', 'mean', 'max', 'stddev'] as const

/** µs between the first and the last event: 90 days. */
const span = 90 * 86_400_000_000
const start = 1_767_225_600_000_000

/** Five aggregates over three windows. */
export function benchDefinitions(): Definitions {
  const features = windows.flatMap(length =>
    kinds.map(kind => [
      `${kind}_${length}`,
      {
        source: 'payments',
        aggregate: kind === 'count' ? { kind } : { kind, of: { field: 'amount' } },
        window: { length },
      },
    ]),
  )
  return definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name: 'bench',
    version: 1,
    entity: { account: 'int' },
    sources: { payments: { key: { account: 'account' }, fields: { account: 'int', amount: 'float' } } },
    features: Object.fromEntries(features),
  })
}

/** A number in [0, 1) that depends on the row and on what it is for, and on nothing else. */
const uniform = (row: string, salt: string) =>
  `(CAST(hash(${row}, '${salt}') % 9007199254740992 AS DOUBLE) / 9007199254740992)`

/** Rows `i` with an `account`, by the shape of the keys. */
function withAccounts(shape: KeyShape, rows: number, keys: number, salt: string): string {
  if (shape === 'uniform') {
    return `SELECT i, CAST(hash(i, '${salt} account') % ${keys} AS BIGINT) AS account FROM range(${rows}) r(i)`
  }
  return `SELECT r.i, z.account FROM (SELECT i, ${uniform('i', `${salt} account`)} AS u FROM range(${rows}) r(i)) r
  ASOF JOIN (
    SELECT k AS account, coalesce(sum(pow(k + 1, -1.2)) OVER (ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
      / sum(pow(k + 1, -1.2)) OVER () AS low FROM range(${keys}) z(k)
  ) z ON r.u >= z.low`
}

/** A log without corrections, a fact in ten of which a null amount; arrivals follow by an exponential with mean 10 min. */
export function eventsSql(shape: KeyShape, { events, keys }: { events: number; keys: number }): string {
  return `SELECT account, CASE WHEN hash(i, 'null') % 10 > 0 THEN round(1000 * ${uniform('i', 'amount')}, 2) END AS amount,
  make_timestamp(tau) AS event_time,
  make_timestamp(tau + CAST(-600000000 * ln(1 - ${uniform('i', 'late')}) AS BIGINT)) AS arrival_time,
  i AS seq, i AS id, CAST(0 AS BIGINT) AS revision, 'upsert' AS op,
  CAST(NULL AS INTEGER) AS partition, CAST(NULL AS BIGINT) AS "offset", i AS __row, CAST(NULL AS VARCHAR) AS __reject
FROM (SELECT *, ${start} + CAST(${span} * ${uniform('i', 'time')} AS BIGINT) AS tau FROM (${withAccounts(shape, events, keys, 'event')}) e) e`
}

export function pointsSql(shape: KeyShape, { probes, keys }: { probes: number; keys: number }): string {
  return `SELECT i AS __probe, account, asked AS as_of, asked AS __k, CAST(NULL AS VARCHAR) AS __applied
FROM (SELECT *, ${start} + CAST(${span} * ${uniform('i', 'probe')} AS BIGINT) AS asked FROM (${withAccounts(shape, probes, keys, 'probe')}) p) p`
}

/** What somebody writes who knows DuckDB and point-in-time joins: one join on the key, every window a filter in it. */
export function handWrittenSql(): string {
  const micros = { '1h': 3_600_000_000, '24h': 86_400_000_000, '7d': 604_800_000_000 } as const
  const calls = {
    count: 'count(e.account)',
    sum: 'sum(e.amount)',
    mean: 'avg(e.amount)',
    max: 'max(e.amount)',
    stddev: 'stddev_samp(e.amount)',
  }
  const columns = windows.flatMap(length =>
    kinds.map(
      kind => `${calls[kind]} FILTER (WHERE e.tau >= p.as_of - ${micros[length]}) AS ${kind}_${length}`,
    ),
  )
  return `SELECT p.__probe, ${columns.join(', ')}
FROM points p
LEFT JOIN (SELECT account, amount, epoch_us(event_time) AS tau, epoch_us(arrival_time) AS alpha FROM events) e
  ON e.account = p.account AND e.tau >= p.as_of - ${micros['7d']} AND e.tau < p.as_of AND e.alpha <= p.as_of
GROUP BY p.__probe`
}

/** Rows compared, rows that differ by more than summation order can explain, and rows with a fact in 24 h. */
export function agreementSql(): string {
  const differs = windows.flatMap(length =>
    kinds.map(kind => {
      const [plan, hand] = [`a."${kind}_${length}"`, `b."${kind}_${length}"`]
      const close = `abs(${plan} - ${hand}) <= 1e-6 * greatest(1, abs(${hand}))`
      return kind === 'count' || kind === 'max'
        ? `${plan} IS DISTINCT FROM ${hand}`
        : `(${plan} IS NULL) <> (${hand} IS NULL) OR NOT coalesce(${close}, TRUE)`
    }),
  )
  return `SELECT count(*) AS compared, count(*) FILTER (WHERE ${differs.join(' OR ')}) AS differing,
  count(*) FILTER (WHERE a."count_24h" > 0) AS busy
FROM by_plan a JOIN by_hand b ON b.__probe = a.__probe`
}
