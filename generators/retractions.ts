import type { LogRecord } from '../features/log-record.ts'
import { ownMember } from '../features/own-member.ts'
import type { Value } from '../features/value.ts'
import { changeField, drawFields, type LogContext, type LogStage } from './log-stage.ts'
import { micros } from './micros.ts'
import type { Random } from './random.ts'
import { highestRevisions, nextRevision } from './revisions.ts'

/** Deletes some facts: after they arrived or before, for good or until a higher revision brings them back. */
export const retract: LogStage = (records, context, random) => {
  const { retractions } = context.stream
  if (retractions === undefined) return [...records]
  const after = micros(retractions.after)
  const added: LogRecord[] = []
  for (const record of highestRevisions(records).values()) {
    if (!random.chance(retractions.share)) continue
    const early = random.chance(retractions.early ?? 0)
    const wait = random.int(early ? 1 : 0, Math.max(1, after))
    const deleted: LogRecord = {
      ...record,
      op: 'delete',
      revision: nextRevision(record.revision, random),
      arrivalTime: record.arrivalTime + (early ? -wait : wait),
      ...deletedContent(record, context, random),
    }
    added.push(deleted)
    if (!random.chance(retractions.revived ?? 0)) continue
    const arrivalTime = Math.max(deleted.arrivalTime, record.arrivalTime) + random.int(0, after)
    added.push({
      ...changeField(context, record, random),
      revision: nextRevision(deleted.revision, random),
      arrivalTime,
    })
  }
  return [...records, ...added]
}

/** A delete's τ and fields mean nothing, so they are null, the fact's own, or any. The key stays. */
function deletedContent(
  record: LogRecord,
  context: LogContext,
  random: Random,
): Pick<LogRecord, 'eventTime' | 'fields'> {
  const key = context.source.keyFields.map(field => ownMember(record.fields, field) ?? null)
  const keyOnly = Object.fromEntries(context.source.keyFields.map((field, i) => [field, key[i] as Value]))
  return random.pick([
    { eventTime: null, fields: keyOnly },
    { eventTime: record.eventTime, fields: record.fields },
    { eventTime: (record.eventTime ?? 0) + 1_000_000, fields: drawFields(context, key, random) },
  ])
}
