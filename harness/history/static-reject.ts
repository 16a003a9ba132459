import type { Definitions, Source } from '../../features/definitions.ts'
import type { RejectReason } from '../../features/log-record.ts'
import type { ValueType } from '../../features/value.ts'
import { typeShape } from '../../features/value-type.ts'
import { quoteName, quoteText } from './sql-text.ts'

/**
 * SQL: why a record is illegal whatever else the log holds, null where it is legal; semantics § 2, rejects. Over the
 * columns of a log and `__raw`, as one document sees the source.
 */
export function staticReject(definitions: Definitions, source: Source): string {
  const branches: [string, RejectReason][] = [
    ['id IS NULL', 'no-id'],
    [source.keyFields.map(isMissing).join(' OR '), 'no-key'],
    ...definitions.entity.flatMap((part, i) => illegal(source.keyFields[i] as string, part.type)),
    [`op IS NULL OR op NOT IN ('upsert', 'delete')`, 'illegal-op'],
    ['revision IS NULL OR revision < 0', 'illegal-revision'],
    ['__arrival IS NULL', 'no-arrival-time'],
  ]
  const upsert: [string, RejectReason][] = [
    // A text that is no time is kept in quotes: it is no event time, where a number is one out of range.
    [
      `event_time IS NULL AND ${isKept('event_time')} AND ${keptText('event_time')} NOT LIKE '"%'`,
      'event-time-out-of-range',
    ],
    ['event_time IS NULL', 'no-event-time'],
    ...[...source.fields].flatMap(([name, type]) => illegal(name, type)),
  ]
  return `CASE ${branches.map(when).join(' ')} WHEN op = 'delete' THEN NULL ${upsert.map(when).join(' ')} END`
}

function when([condition, reason]: readonly [string, RejectReason]): string {
  return `WHEN ${condition} THEN ${quoteText(reason)}`
}

/** SQL: whether a cell held what its column cannot hold. */
export function isKept(column: string): string {
  return `(__raw IS NOT NULL AND json_exists(__raw, ${quoteText(`/${column}`)}))`
}

function keptText(column: string): string {
  return `json_extract_string(__raw, ${quoteText(`/${column}`)})`
}

function isMissing(field: string): string {
  return `(${quoteName(field)} IS NULL AND NOT ${isKept(field)})`
}

function illegal(field: string, type: ValueType): [string, RejectReason][] {
  const notFinite = isNotFinite(quoteName(field), type)
  const wrong: [string, RejectReason] = [isKept(field), 'wrong-type']
  return notFinite === null ? [wrong] : [wrong, [notFinite, 'illegal-value']]
}

function isNotFinite(value: string, type: ValueType): string | null {
  const shape = typeShape(type)
  if (type === 'float') return `NOT isfinite(${value})`
  const ofFloats = shape.kind === 'vector' || (shape.kind === 'list' && shape.element === 'float')
  return ofFloats ? `list_bool_or(list_transform(${value}, lambda x: NOT isfinite(x)))` : null
}
