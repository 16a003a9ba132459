import { z } from 'zod'
import type { LogRecord } from '../../../features/log-record.ts'
import type { Instant, Value, ValueType } from '../../../features/value.ts'
import { HttpError } from './http-error.ts'
import { ownMember } from './own-member.ts'
import { requestProblem } from './request-problem.ts'
import { decodeInstant, instantSchema, valueDecoder, type WireValue, wireSchema } from './wire-value.ts'

export interface DecodedRecords {
  readonly records: LogRecord[]
  /** Fields that no document reads. */
  readonly ignored: readonly string[]
  /** What was taken and cannot count, each with its mend. */
  readonly hints: readonly string[]
}

/** The records of one source as JSON. */
export interface RecordExchange {
  readonly requestSchema: z.ZodType
  /**
   * Records in order, and the names of fields that nothing reads, which are left out. A record without an arrival time
   * arrives `now` (µs); none arrives later than that.
   * @throws HttpError for a body that holds no records, with its mend
   */
  decodeRecords(body: unknown, now: Instant): DecodedRecords
}

const idError = 'must be a text, or { "int": "12" }'
const intId = z.strictObject({ int: wireSchema('int') })
const idSchema = z.union([z.string(), intId], { error: idError })
const revisionSchema = z.int({ error: 'must be a whole number' }).min(0, 'must be 0 or more')
const names = {
  question: ['records'],
  entity: ['id', 'revision', 'op', 'eventTime', 'arrivalTime', 'fields'],
}

/**
 * A whole number as an id is `{ "int": "12" }`, since `"12"` is another id. What is legal JSON of a source's types and no
 * legal record is appended, and refused by the workers, who count it; what is not of its types is refused here.
 */
export function recordExchange(
  source: string,
  fields: ReadonlyMap<string, ValueType>,
  recordsMax: number,
): RecordExchange {
  const decoders = [...fields].map(([name, type]) => ({ name, decode: valueDecoder(type) }))
  const record = z.strictObject({
    id: idSchema,
    revision: revisionSchema.optional(),
    op: z.enum(['upsert', 'delete'], { error: 'must be "upsert" or "delete"' }).optional(),
    eventTime: instantSchema.nullish(),
    arrivalTime: instantSchema.nullish(),
    fields: z.looseObject(
      Object.fromEntries(
        [...fields].map(([name, type]) => [name, ownMember(name, wireSchema(type).nullish())]),
      ),
    ),
  })
  const requestSchema = z.strictObject({
    records: z.array(record, { error: 'must be a list of records' }).min(1, 'must list at least one record'),
  })
  return {
    requestSchema,
    decodeRecords: (body, now) => {
      checkCount(body, recordsMax)
      const parsed = requestSchema.safeParse(body)
      if (!parsed.success) throw requestProblem(body, parsed.error.issues[0]!, names)
      const ignored = new Set<string>()
      const records = parsed.data.records.map(
        ({ id, revision, op, eventTime, arrivalTime, fields: given }, i) => {
          for (const name of Object.keys(given)) if (!fields.has(name)) ignored.add(name)
          const arrival = arrivalTime == null ? now : decodeInstant(arrivalTime)
          if (arrival > now) {
            const mend = 'leave it out, or give an instant that has been'
            throw new HttpError(
              'wrong-type',
              `records[${i}].arrivalTime is later than the server’s clock: ${mend}`,
            )
          }
          const values: Record<string, Value> = {}
          for (const { name, decode } of decoders) {
            values[name] = decode((Object.hasOwn(given, name) ? (given[name] ?? null) : null) as WireValue)
          }
          return {
            source,
            id: typeof id === 'string' ? id : BigInt(id.int as string),
            revision: revision ?? 0,
            op: op ?? 'upsert',
            eventTime: eventTime == null ? null : decodeInstant(eventTime),
            arrivalTime: arrival,
            fields: values,
          }
        },
      )
      return { records, ignored: [...ignored].slice(0, 20), hints: hintsOf(records) }
    },
  }
}

/** A record without an event time is in the log, where every reader refuses it; whoever sent it would wait for it in vain. */
function hintsOf(records: readonly LogRecord[]): string[] {
  const timeless = [...records.keys()].filter(
    i => records[i]!.op === 'upsert' && records[i]!.eventTime === null,
  )
  const [first] = timeless
  if (first === undefined) return []
  const others = timeless.length === 1 ? '' : ` (and ${timeless.length - 1} more)`
  const mend = 'give eventTime, µs since the epoch as text, such as "1772366400000000"'
  return [`records[${first}]${others} has no eventTime and will be refused by every reader: ${mend}`]
}

function checkCount(body: unknown, recordsMax: number): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new HttpError('bad-request', 'the body is no JSON object: send { "records": [{ "id": … }] }')
  }
  const records: unknown = 'records' in body ? body.records : null
  if (Array.isArray(records) && records.length > recordsMax) {
    throw new HttpError(
      'too-many',
      `the body has ${records.length} records: append at most ${recordsMax} at once`,
    )
  }
}
