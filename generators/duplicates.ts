import type { LogRecord } from '../features/log-record.ts'
import { changeField, type LogContext, type LogStage } from './log-stage.ts'
import { micros } from './micros.ts'
import type { Random } from './random.ts'

/** Sends some records again, as they were or with other content under the same id and revision. */
export const duplicate: LogStage = (records, context, random) => {
  const { duplicates } = context.stream
  if (duplicates === undefined) return [...records]
  return records.flatMap(record => {
    if (!random.chance(duplicates.share)) return [record]
    const copies = Array.from({ length: random.int(1, Math.max(1, duplicates.each ?? 1)) }, () => {
      const again = { ...record, arrivalTime: record.arrivalTime + random.int(0, micros(duplicates.after)) }
      return random.chance(duplicates.conflicting ?? 0) ? contradict(again, context, random) : again
    })
    return [record, ...copies]
  })
}

/** Other content under the same id and revision: a field, the event time, or a delete where an upsert stands. */
function contradict(record: LogRecord, context: LogContext, random: Random): LogRecord {
  const kind = random.pick(['field', 'field', 'time', 'op'] as const)
  if (kind === 'op' && record.op === 'upsert') return { ...record, op: 'delete' }
  if (kind === 'time' && record.eventTime !== null)
    return { ...record, eventTime: record.eventTime + random.pick([-1, 1, 1_000_000]) }
  return changeField(context, record, random)
}
