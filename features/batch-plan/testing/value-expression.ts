import { duckdb } from '../../dialects/duckdb.ts'
import type { Value, ValueType } from '../../value.ts'

/** A value as DuckDB's driver hands it out, as a `Value`. */
export function fromDriver(given: unknown): Value {
  if (given === null || given === undefined) return null
  if (typeof given === 'object' && 'micros' in given) return given.micros as bigint
  if (typeof given === 'object' && 'items' in given) return (given.items as unknown[]).map(fromDriver)
  return given as Value
}

/** A column of a one-row SELECT; kept from constant folding by the row it stands in. */
export function valueColumn(name: string, value: Value, type: ValueType): string {
  return `${duckdb.literal(value, type)} AS ${duckdb.identifier(name)}`
}
