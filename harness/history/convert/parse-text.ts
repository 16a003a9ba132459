import type { ScalarType } from '../../../features/value.ts'
import { microsOfText, type TimeUnit } from './time-text.ts'

/** SQL: the value of a text, null where it is none of the type. Times are µs (BIGINT). */
export const parseText: Readonly<Record<ScalarType, (t: string, unit: TimeUnit | null) => string>> = {
  string: t => t,
  // DuckDB alone would read 1.5, 1_000 and 0x10 as integers.
  int: t =>
    String.raw`CASE WHEN regexp_full_match(${t}, '-?\d+') THEN TRY_CAST(${t} AS BIGINT) WHEN regexp_full_match(${t}, '[+-]?\d+(?:\.0*)?') THEN TRY_CAST(regexp_extract(${t}, '^\+?(-?\d+)', 1) AS BIGINT) END`,
  float: t =>
    String.raw`CASE WHEN regexp_full_match(${t}, '[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|(?i:[+-]?(?:nan|inf|infinity))') THEN TRY_CAST(${t} AS DOUBLE) END`,
  bool: t => `CASE lower(${t}) WHEN 'true' THEN true WHEN 'false' THEN false END`,
  timestamp: (t, unit) => microsOfText(t, unit),
}
