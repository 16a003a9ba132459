import type { FaultKind } from './cell.ts'

/** What a mapping may say of a column of times: the unit of its numbers, or that its texts without a zone are UTC. */
export const timeUnits = ['s', 'ms', 'us', 'ns', 'utc'] as const

export type TimeUnit = (typeof timeUnits)[number]

const naive = String.raw`\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?`
const zoned = String.raw`\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:[Zz]|UTC|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)`
const exact = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)`
const number = String.raw`[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?`

/** Nanoseconds in one of each unit. */
const nanoseconds: Readonly<Record<Exclude<TimeUnit, 'utc'>, bigint>> = {
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1000n,
  ns: 1n,
}

/** SQL: µs since the epoch (BIGINT) of a text `t` (VARCHAR), null where it is no exact instant in this unit. */
export function microsOfText(t: string, unit: TimeUnit | null): string {
  // The usual form is asked first, since it needs no rewriting: with a million rows that is most of the time.
  const usual = `WHEN ${matches(t, exact)} THEN epoch_us(TRY_CAST(${t} AS TIMESTAMPTZ))`
  const branches = [
    usual,
    `WHEN ${matches(t, zoned)} AND NOT ${tooFine(t)} THEN ${microsOfIso(t, 'TIMESTAMPTZ')}`,
  ]
  if (unit === 'utc') {
    branches.push(`WHEN ${matches(t, naive)} AND NOT ${tooFine(t)} THEN ${microsOfIso(t, 'TIMESTAMP')}`)
  } else if (unit !== null) {
    branches.push(`WHEN ${matches(t, number)} THEN ${microsOfNumber(t, unit)}`)
  }
  return `CASE ${branches.join(' ')} END`
}

/** SQL: why a text `t` gave no µs `v`; semantics § 1 and history § files. */
export function faultOfTimeText(t: string, v: string, unit: TimeUnit | null): string {
  const fault = (kind: FaultKind) => `'${kind}'`
  const branches = [
    `WHEN ${t} IS NULL OR ${v} IS NOT NULL THEN NULL`,
    `WHEN ${matches(t, zoned)} AND ${tooFine(t)} THEN ${fault('time-too-fine')}`,
    `WHEN ${matches(t, naive)} THEN ${unit === 'utc' ? `CASE WHEN ${tooFine(t)} THEN ${fault('time-too-fine')} ELSE ${fault('wrong-type')} END` : fault('naive-time')}`,
    `WHEN ${matches(t, number)} THEN ${unit === null || unit === 'utc' ? fault('time-without-unit') : `CASE WHEN ${isFinerThanMicro(t, unit)} THEN ${fault('time-too-fine')} ELSE ${fault('time-out-of-range')} END`}`,
  ]
  return `CASE ${branches.join(' ')} ELSE ${fault('wrong-type')} END`
}

function matches(t: string, pattern: string): string {
  return `regexp_full_match(${t}, '${pattern}')`
}

/** More than six digits of a second, and one beyond the sixth that is not 0. */
function tooFine(t: string): string {
  return String.raw`regexp_matches(${t}, '[.,]\d{6}\d*[1-9]')`
}

/** DuckDB reads `T`, seconds and `Z` only: minutes get their seconds, small letters and UTC their usual form. */
function microsOfIso(t: string, type: 'TIMESTAMP' | 'TIMESTAMPTZ'): string {
  const usual = `replace(replace(upper(${t}), 'UTC', 'Z'), ',', '.')`
  const whole = String.raw`regexp_replace(${usual}, '([T ]\d{2}:\d{2})( ?(?:Z|[+-].*)?)$', '\1:00\2')`
  const dense = String.raw`regexp_replace(${whole}, ' (Z|[+-])', '\1')`
  return `epoch_us(TRY_CAST(${dense} AS ${type}))`
}

/** Nine digits behind the point and at most twenty before it: what a DECIMAL(38, 9) holds after the multiplication. */
function decimal(t: string): string {
  return String.raw`CASE WHEN regexp_matches(${t}, '^[+-]?0*\d{1,20}(?:\.\d*)?$') THEN TRY_CAST(${t} AS DECIMAL(38, 9)) ELSE TRY_CAST(TRY_CAST(${t} AS DOUBLE) AS DECIMAL(38, 9)) END`
}

function scaled(t: string, unit: Exclude<TimeUnit, 'utc'>): string {
  return `TRY(CAST(${decimal(t)} AS DECIMAL(38, 9)) * ${nanoseconds[unit]})`
}

function isFinerThanMicro(t: string, unit: Exclude<TimeUnit, 'utc'>): string {
  const nanos = scaled(t, unit)
  const unreadDigits = String.raw`regexp_matches(${t}, '\.\d{9}\d*[1-9]')`
  return `coalesce(${nanos} % 1 <> 0 OR TRY_CAST(${nanos} AS HUGEINT) % 1000 <> 0 OR ${unreadDigits}, false)`
}

function microsOfNumber(t: string, unit: Exclude<TimeUnit, 'utc'>): string {
  const micros = `TRY_CAST(TRY_CAST(${scaled(t, unit)} AS HUGEINT) // 1000 AS BIGINT)`
  return `CASE WHEN NOT ${isFinerThanMicro(t, unit)} THEN ${micros} END`
}
