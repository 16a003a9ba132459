import { columnOf, type DataFiles, kinds, type Reading, readings, windows } from './bench-recompute-data.ts'

const hours = { '1h': 1, '24h': 24, '30d': 720 } as const

/** Both files read and sorted by key and time, and nothing more: no method of this kind can be faster. */
export function floorSql({ events, probes }: DataFiles): string[] {
  return [
    `CREATE OR REPLACE TEMP TABLE sorted_events AS SELECT * FROM '${events}' ORDER BY account, event_time`,
    `CREATE OR REPLACE TEMP TABLE sorted_probes AS SELECT * FROM '${probes}' ORDER BY account, as_of`,
  ]
}

/**
 * The best SQL we know: aggregate each (probe, ring between two window tails, known or not) once, then merge the rings.
 * Makes one table of both readings, in columns such as `sum_24h__known`.
 */
export function ringsSql({ events, probes }: DataFiles): string {
  const columns = windows.flatMap((window, ring) =>
    readings.flatMap(reading => {
      const where = `FILTER (WHERE ring <= ${ring}${reading === 'known' ? ' AND known' : ''})`
      const [n, s, q] = [`sum(n) ${where}`, `sum(s) ${where}`, `sum(q) ${where}`]
      const values: Readonly<Record<(typeof kinds)[number], string>> = {
        count: `CAST(coalesce(${n}, 0) AS BIGINT)`,
        sum: s,
        mean: `${s} / ${n}`,
        min: `min(lo) ${where}`,
        max: `max(hi) ${where}`,
        stddev: `CASE WHEN ${n} > 1 THEN sqrt(greatest(0, (${q} - ${s} * ${s} / ${n}) / (${n} - 1))) END`,
        last: `arg_max(newest, newest_time) ${where}`,
      }
      return kinds.map(kind => `${values[kind]} AS "${columnOf(kind, window)}__${reading}"`)
    }),
  )
  return `WITH p AS (SELECT probe, account, make_timestamp(as_of) AS t FROM '${probes}'),
parts AS (
  SELECT p.probe,
    CASE WHEN e.event_time >= p.t - INTERVAL ${hours['1h']} HOUR THEN 0
         WHEN e.event_time >= p.t - INTERVAL ${hours['24h']} HOUR THEN 1 ELSE 2 END AS ring,
    e.arrival_time <= p.t AS known, count(*) AS n, sum(e.amount) AS s, sum(e.amount * e.amount) AS q,
    min(e.amount) AS lo, max(e.amount) AS hi, max(e.event_time) AS newest_time, arg_max(e.amount, e.event_time) AS newest
  FROM p JOIN '${events}' e ON e.account = p.account
    AND e.event_time >= p.t - INTERVAL ${hours['30d']} HOUR AND e.event_time < p.t
  GROUP BY ALL
)
SELECT p.probe, ${columns.join(',\n  ')} FROM p LEFT JOIN parts USING (probe) GROUP BY p.probe`
}

/** What somebody writes who knows DuckDB and point-in-time joins: one join on the key, every window a filter in it. */
export function joinSql({ events, probes }: DataFiles, reading: Reading): string {
  const calls: Readonly<Record<(typeof kinds)[number], string>> = {
    count: 'count(e.amount)',
    sum: 'sum(e.amount)',
    mean: 'avg(e.amount)',
    min: 'min(e.amount)',
    max: 'max(e.amount)',
    stddev: 'stddev_samp(e.amount)',
    last: 'arg_max(e.amount, e.event_time)',
  }
  const columns = windows.flatMap(window =>
    kinds.map(kind => {
      const within = `FILTER (WHERE e.event_time >= p.t - INTERVAL ${hours[window]} HOUR)`
      return `${calls[kind]} ${within} AS "${columnOf(kind, window)}__${reading}"`
    }),
  )
  const known = reading === 'known' ? ' AND e.arrival_time <= p.t' : ''
  return `SELECT p.probe, ${columns.join(',\n  ')}
FROM (SELECT probe, account, make_timestamp(as_of) AS t FROM '${probes}') p
LEFT JOIN '${events}' e ON e.account = p.account AND e.event_time < p.t AND e.event_time >= p.t - INTERVAL ${hours['30d']} HOUR${known}
GROUP BY p.probe`
}

/** The files as a log and points, as the evaluators read them; the trained reading knows everything. */
export function relationsSql({ events, probes }: DataFiles): string[] {
  const points = (k: string) =>
    `SELECT probe AS __probe, account, as_of, ${k} AS __k, CAST(NULL AS VARCHAR) AS __applied FROM '${probes}'`
  return [
    `CREATE OR REPLACE VIEW log AS SELECT account, amount, event_time, arrival_time, file_row_number + 1 AS __row,
  file_row_number + 1 AS seq, file_row_number + 1 AS id, CAST(0 AS BIGINT) AS revision, 'upsert' AS op,
  CAST(NULL AS INTEGER) AS partition, CAST(NULL AS BIGINT) AS "offset", CAST(NULL AS VARCHAR) AS __reject
FROM read_parquet('${events}', file_row_number = TRUE)`,
    `CREATE OR REPLACE VIEW points_known AS ${points('as_of')}`,
    `CREATE OR REPLACE VIEW points_trained AS ${points('CAST(9000000000000000 AS BIGINT)')}`,
  ]
}

/** Tables `answers_known` and `answers_trained` of an evaluator in the columns of `ringsSql`. */
export function bothReadingsSql(): string {
  const columns = readings.flatMap(reading =>
    windows.flatMap(window =>
      kinds.map(kind => {
        const column = columnOf(kind, window)
        return `${reading}."${column}" AS "${column}__${reading}"`
      }),
    ),
  )
  return `SELECT known.__probe AS probe, ${columns.join(', ')}
FROM answers_known known JOIN answers_trained trained USING (__probe)`
}

/** Rows compared of two files of answers, and cells that differ by more than another order of summation explains. */
export function differencesSql(a: string, b: string, shared: readonly Reading[]): string {
  const differs = shared.flatMap(reading =>
    windows.flatMap(window =>
      kinds.map(kind => {
        const [left, right] = [a, b].map((_, side) => `${'ab'[side]}."${columnOf(kind, window)}__${reading}"`)
        const mean = `b."${columnOf('mean', window)}__${reading}"`
        const room: Partial<Record<typeof kind, string>> = {
          sum: `abs(${left} - ${right}) <= 1e-9 * greatest(1, abs(${right}))`,
          mean: `abs(${left} - ${right}) <= 1e-9 * greatest(1, abs(${right}))`,
          // Sums of squares, as the rings keep them, lose what is small beside the mean.
          stddev: `abs(${left} ** 2 - ${right} ** 2) <= 1e-9 * ${right} ** 2 + 1e-12 * ${mean} ** 2`,
        }
        const close = room[kind]
        const equal =
          close === undefined
            ? `${left} IS NOT DISTINCT FROM ${right}`
            : `coalesce(${close}, ${left} IS NULL AND ${right} IS NULL)`
        return `count(*) FILTER (WHERE NOT (${equal}))`
      }),
    ),
  )
  const busy = `sum(a."${columnOf('count', '30d')}__${shared[0]}")`
  return `SELECT count(*) AS compared, ${differs.join(' + ')} AS differing, ${busy} AS facts
FROM '${a}' a JOIN '${b}' b USING (probe)`
}
