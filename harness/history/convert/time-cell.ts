import type { Cell } from './cell.ts'

/** Least and greatest µs that DuckDB's TIMESTAMP holds; beyond them it has infinities. */
export const timestampMin = -9_223_022_400_000_000_000n
export const timestampMax = 9_223_372_036_854_775_806n

/** What becomes of a column of times: a value, an exact instant as TIMESTAMP, or an exact instant as µs (BIGINT). */
export type TimeForm = 'timestamp' | 'instant' | 'micros'

/** SQL: the TIMESTAMP of µs (BIGINT), null where it has none. */
export function finishTime(micros: string): string {
  return `CASE WHEN ${micros} BETWEEN ${timestampMin} AND ${timestampMax} THEN make_timestamp(${micros}) END`
}

/** A time whose µs lie within what its form can hold, else it is out of range. */
export function boundedTime(cell: Cell, form: TimeForm): Cell {
  const [least, greatest] =
    form === 'timestamp' ? [timestampMin, timestampMax] : [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
  const within = (v: string) => `${v} BETWEEN ${least} AND ${greatest}`
  const output = (v: string) => (form === 'micros' ? v : `make_timestamp(${v})`)
  return {
    ...cell,
    finish: v => `CASE WHEN ${within(v)} THEN ${output(v)} END`,
    fault: (r, v) =>
      `CASE WHEN NOT (${within(v)}) THEN 'time-out-of-range' ELSE ${cell.fault?.(r, v) ?? 'NULL'} END`,
  }
}
