import type { KeyPart, Source } from '../definitions.ts'
import { type LogRecord, type RejectReason, rejectReasons } from '../log-record.ts'
import type { Value } from '../value.ts'
import { type CheckValue, valueCheck } from './check-value.ts'
import { keyText } from './key-text.ts'
import { readField } from './read-field.ts'

/** What a record is by itself, whatever else the log holds: legal under a key, or refused for a reason. */
type Verdict =
  | { readonly legal: true; readonly key: string }
  | { readonly legal: false; readonly reason: RejectReason }

export type JudgeRecord = (record: LogRecord) => Verdict

const refusals = new Map<RejectReason, Verdict>(
  rejectReasons.map(reason => [reason, { legal: false, reason }]),
)

const refused = (reason: RejectReason): Verdict => refusals.get(reason)!

/** Judges records of a source as one document sees it: all of semantics § 2 but the key that an id belongs to. */
export function recordJudge(
  entity: readonly KeyPart[],
  source: Source,
  textOf: (key: readonly Value[]) => string = keyText,
): JudgeRecord {
  const keyFields = source.keyFields
  const keyChecks = entity.map(part => valueCheck(part.type))
  const fieldChecks = [...source.fields].map(([name, type]) => ({ name, check: valueCheck(type) }))
  return record => {
    if (record.id === null) return refused('no-id')
    const key: Value[] = []
    for (const field of keyFields) {
      const part = readField(record.fields, field)
      if (part === null) return refused('no-key')
      key.push(part)
    }
    const reason = checkKey(key, keyChecks) ?? checkProtocol(record)
    if (reason !== null) return refused(reason)
    const flaw = record.op === 'delete' ? null : checkUpsert(record, fieldChecks)
    return flaw === null ? { legal: true, key: textOf(key) } : refused(flaw)
  }
}

function checkKey(key: readonly Value[], checks: readonly CheckValue[]): RejectReason | null {
  for (let i = 0; i < key.length; i++) {
    const reason = checks[i]!(key[i]!)
    if (reason !== null) return reason
  }
  return null
}

function checkProtocol({ op, revision, arrivalTime }: LogRecord): RejectReason | null {
  if (op !== 'upsert' && op !== 'delete') return 'illegal-op'
  if (revision === null || revision < 0) return 'illegal-revision'
  if (typeof revision === 'number' && !Number.isInteger(revision)) return 'illegal-revision'
  return Number.isSafeInteger(arrivalTime) ? null : 'no-arrival-time'
}

function checkUpsert(
  { eventTime, fields }: LogRecord,
  checks: readonly { readonly name: string; readonly check: CheckValue }[],
): RejectReason | null {
  if (eventTime === null) return 'no-event-time'
  if (!Number.isSafeInteger(eventTime)) return 'event-time-out-of-range'
  for (const { name, check } of checks) {
    const reason = check(readField(fields, name))
    if (reason !== null) return reason
  }
  return null
}
