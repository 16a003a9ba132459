import type { KeyPart, Source, StoredFeature } from '../features/definitions.ts'
import type { LogRecord } from '../features/log-record.ts'
import { ownMember } from '../features/own-member.ts'
import type { Instant, Value } from '../features/value.ts'
import type { Key, KeyPool } from './keys.ts'
import type { Random } from './random.ts'
import type { Stream } from './stream.ts'
import { drawValue, type ValueShape } from './values.ts'

/** What the stages of a log know of the run that they make it for. */
export interface LogContext {
  readonly source: Source
  readonly entity: readonly KeyPart[]
  /** The stored features that read this source. */
  readonly features: readonly StoredFeature[]
  readonly stream: Stream
  readonly keys: KeyPool
  /** As-of times (µs) at which somebody will surely ask, for edges to be aimed at. */
  readonly anchors: readonly Instant[]
}

/** One adversity: records in, records out. Records need not be in the order of arrival before the last stage. */
export type LogStage = (records: readonly LogRecord[], context: LogContext, random: Random) => LogRecord[]

/** Fields that are no part of the key. */
export function freeFields(context: LogContext): string[] {
  return [...context.source.fields.keys()].filter(field => !context.source.keyFields.includes(field))
}

/** The fields of a fact of one key, nulls and all. */
export function drawFields(context: LogContext, key: Key, random: Random): Record<string, Value> {
  const fields: Record<string, Value> = {}
  for (const [field, type] of context.source.fields) {
    const part = context.source.keyFields.indexOf(field)
    if (part >= 0) fields[field] = key[part] as Value
    else if (random.chance(nullShare(context.stream, field))) {
      if (!random.chance(context.stream.absent ?? 0)) fields[field] = null
    } else fields[field] = drawValue(type, valueShape(context.stream, field), random)
  }
  return fields
}

/** The same fields with one of them drawn anew; a source of keys only has nothing to change. */
export function changeField(context: LogContext, record: LogRecord, random: Random): LogRecord {
  const names = freeFields(context)
  if (names.length === 0) return record
  const name = random.pick(names)
  const key = context.source.keyFields.map(field => ownMember(record.fields, field) ?? null)
  const drawn = drawFields(context, key, random)
  return { ...record, fields: { ...record.fields, [name]: drawn[name] ?? null } }
}

function nullShare(stream: Stream, field: string): number {
  if (stream.nulls === undefined) return 0
  return typeof stream.nulls === 'number' ? stream.nulls : (ownMember(stream.nulls, field) ?? 0)
}

function valueShape(stream: Stream, field: string): ValueShape {
  const { values } = stream
  if (values === undefined) return 'normal'
  return isShape(values) ? values : (ownMember(values, field) ?? 'normal')
}

function isShape(values: ValueShape | Readonly<Record<string, ValueShape>>): values is ValueShape {
  return typeof values === 'string' || Array.isArray(values.oneOf)
}
