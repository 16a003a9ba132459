import type { Definitions, Source } from '../../../../features/definitions.ts'
import { duckdb } from '../../../../features/dialects/duckdb.ts'
import type { ValueType } from '../../../../features/value.ts'
import { typeShape } from '../../../../features/value-type.ts'

const instantMax = 2 ** 53 - 1

/** A log relation, and how its reader named the two columns that a field might have taken the names of. */
export interface LogRelation {
  /** SQL name. */
  readonly name: string
  readonly row: string
  readonly reject: string
}

export const field = (name: string) => `l.${duckdb.identifier(name)}`
export const eventTime = `epoch_us(l.event_time)`
export const recordedArrival = `epoch_us(l.arrival_time)`

/** SQL: whether record `l` is legal by itself; semantics § 2, rejects. */
export function isLegal(log: LogRelation, definitions: Definitions, source: Source): string {
  const keys = source.keyFields.flatMap((name, i) => [
    `${field(name)} IS NOT NULL`,
    ...legalValue(field(name), definitions.entity[i]?.type as ValueType),
  ])
  const upsert = [
    isInstant('l.event_time'),
    ...[...source.fields].flatMap(([name, type]) => legalValue(field(name), type)),
  ]
  const always = [
    `l.${duckdb.identifier(log.reject)} IS NULL`,
    'l.id IS NOT NULL',
    ...keys,
    `l.op IN ('upsert', 'delete')`,
    'l.revision >= 0',
    isInstant('l.arrival_time'),
  ]
  return `${always.join(' AND ')} AND (l.op = 'delete' OR (${upsert.join(' AND ')}))`
}

/** An instant that is exact; infinite timestamps lie beyond. Compared as it stands, so that a scan may skip by it. */
function isInstant(timestamp: string): string {
  return `${timestamp} BETWEEN make_timestamp(-${instantMax}) AND make_timestamp(${instantMax})`
}

/** Conditions, never null, that tell a legal value of a column of its type; null is legal. */
function legalValue(value: string, type: ValueType): string[] {
  const shape = typeShape(type)
  const finite = `coalesce(list_bool_and(list_transform(${value}, lambda x: coalesce(isfinite(x), TRUE))), TRUE)`
  if (type === 'float') return [`coalesce(isfinite(${value}), TRUE)`]
  if (shape.kind === 'vector') {
    const whole = `len(${value}) = ${shape.dimension} AND list_count(${value}) = ${shape.dimension}`
    return [`coalesce(${whole}, TRUE)`, finite]
  }
  return type === 'list<float>' ? [finite] : []
}
