import type { LogRecord, RejectReason } from '../features/log-record.ts'
import type { ScalarType, Value, ValueType } from '../features/value.ts'
import type { Key } from './keys.ts'
import { freeFields, type LogContext, type LogStage } from './log-stage.ts'
import type { Random } from './random.ts'
import { nextRevision } from './revisions.ts'

/** The reasons for which a record can be illegal and still be appended at an instant: all but having none. */
export const appendableRejects: readonly RejectReason[] = [
  'no-id',
  'no-key',
  'illegal-op',
  'illegal-revision',
  'no-event-time',
  'event-time-out-of-range',
  'illegal-value',
  'wrong-type',
  'id-under-another-key',
]

/** Adds illegal records, which must be as if never appended: made of legal ones, so that taking them in would show. */
export const reject: LogStage = (records, context, random) => {
  const { rejects } = context.stream
  const reasons = random.shuffled(
    (rejects?.reasons ?? appendableRejects).filter(reason => spoil[reason] !== undefined),
  )
  const upserts = records.filter(record => record.op === 'upsert')
  if (rejects === undefined || upserts.length === 0 || reasons.length === 0) return [...records]
  const count = Math.round(rejects.share * upserts.length)
  // Every reason comes before any comes again, so that a short log has as many of them as it has room for.
  const drawn = Array.from({ length: count }, (_, i) => reasons[i % reasons.length] as RejectReason)
  const added = drawn.flatMap(reason => spoilOne(reason, random.pick(upserts), context, random))
  return [...records, ...added]
}

/** An illegal record with a new id, with a higher revision of a fact, or with the very revision that a legal one has. */
function spoilOne(reason: RejectReason, legal: LogRecord, context: LogContext, random: Random): LogRecord[] {
  const base = random.pick([
    { ...legal, id: typeof legal.id === 'bigint' ? legal.id + 10_000_000n : `${legal.id}x` },
    { ...legal, revision: nextRevision(legal.revision, random) },
    { ...legal, arrivalTime: legal.arrivalTime - 1 },
  ])
  const spoilt = spoil[reason]?.(base, context, random)
  return spoilt === undefined ? [] : [spoilt]
}

/** How each reason is brought about; undefined where a source offers no way, as one without free fields. */
const spoil: Partial<
  Record<RejectReason, (record: LogRecord, context: LogContext, random: Random) => LogRecord | undefined>
> = {
  'no-id': record => ({ ...record, id: null }),
  'no-key': (record, context, random) => ({
    ...record,
    fields: { ...record.fields, [random.pick(context.source.keyFields)]: null },
  }),
  'illegal-op': (record, _, random) => ({
    ...record,
    op: random.pick(['insert', 'UPSERT', 'Delete', '', null]),
  }),
  'illegal-revision': (record, _, random) => ({ ...record, revision: random.pick([-1, null]) }),
  'no-event-time': record => ({ ...record, eventTime: null }),
  'event-time-out-of-range': (record, _, random) => ({
    ...record,
    eventTime: random.pick([2 ** 53, -(2 ** 53), 2 ** 54]),
  }),
  'illegal-value': (record, context, random) => {
    const floats = freeFields(context).filter(field => context.source.fields.get(field) === 'float')
    if (floats.length === 0) return undefined
    const value = random.pick([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    return { ...record, fields: { ...record.fields, [random.pick(floats)]: value } }
  },
  'wrong-type': (record, context, random) => {
    const [name, type] = random.pick([...context.source.fields])
    return { ...record, fields: { ...record.fields, [name]: wrongValue(type, random) } }
  },
  'id-under-another-key': underAnotherKey,
}

/** The record one revision up, under another key; later than the first, else the first would be the illegal one. */
function underAnotherKey(record: LogRecord, context: LogContext, random: Random): LogRecord | undefined {
  const own = context.source.keyFields.map(field => record.fields[field])
  const others = [...context.keys.keys, ...context.keys.absent].filter(key =>
    key.some((part, i) => part !== own[i]),
  )
  if (others.length === 0) return undefined
  const key: Key = random.pick(others)
  const fields = { ...record.fields }
  for (const [i, field] of context.source.keyFields.entries()) fields[field] = key[i] as Value
  return {
    ...record,
    fields,
    revision: nextRevision(record.revision, random),
    arrivalTime: record.arrivalTime + 1_000_000,
  }
}

const wrongScalars: Readonly<Record<ScalarType, readonly Value[]>> = {
  string: [1n, true, 0.5],
  int: ['1', 1, 2n ** 63n],
  float: ['0.5', 1n],
  bool: ['true', 1n, 0],
  timestamp: ['2026-03-01T00:00:00Z', 1_772_323_200_000_000],
}

function wrongValue(type: ValueType, random: Random): Value {
  const scalar: Partial<Record<string, readonly Value[]>> = wrongScalars
  return random.pick(scalar[type] ?? ['[]', 1n])
}
