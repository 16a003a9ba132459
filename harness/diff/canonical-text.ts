import { formatInstant } from '../../features/instant-text.ts'
import type { Value, ValueType } from '../../features/value.ts'

/**
 * A value as canonical JSON text: integers with all their digits, timestamps as ISO 8601 strings in UTC, floats as
 * RFC 8785 writes them (−0 is `0`), and as strings what JSON has no number for: `"NaN"`, `"Infinity"`, `"-Infinity"`.
 */
export function canonicalText(value: Value, type: ValueType): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return type.includes('timestamp') ? timestampText(value) : String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`
  return `[${value.map(element => canonicalText(element, type)).join(',')}]`
}

/** µs that a JavaScript date can hold, to either side of the epoch. */
const dateRange = 8_640_000_000_000_000_000n

function timestampText(micros: bigint): string {
  const inRange = micros <= dateRange && micros >= -dateRange
  return inRange ? `"${formatInstant(micros)}"` : `"${micros}us"`
}
