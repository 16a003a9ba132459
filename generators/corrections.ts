import type { LogRecord } from '../features/log-record.ts'
import { changeField, type LogContext, type LogStage } from './log-stage.ts'
import { micros } from './micros.ts'
import type { Random } from './random.ts'
import { nextRevision } from './revisions.ts'
import type { Corrections } from './stream.ts'

/** Adds higher revisions of some facts: another field, another event time or both; some of them out of order. */
export const correct: LogStage = (records, context, random) => {
  const { corrections } = context.stream
  if (corrections === undefined) return [...records]
  return records.flatMap(record => {
    if (record.op !== 'upsert' || !random.chance(corrections.share)) return [record]
    const count = random.int(1, Math.max(1, corrections.each ?? 1))
    const chain = correctionsOf(record, count, corrections, context, random)
    if (!random.chance(corrections.outOfOrder ?? 0)) return [record, ...chain]
    return swapArrivals([record, ...chain], random)
  })
}

function correctionsOf(
  record: LogRecord,
  count: number,
  corrections: Corrections,
  context: LogContext,
  random: Random,
): LogRecord[] {
  const chain: LogRecord[] = []
  let last = record
  for (let i = 0; i < count; i++) {
    const arrivalTime = last.arrivalTime + random.int(0, micros(corrections.after))
    const corrected = { ...last, revision: nextRevision(last.revision, random), arrivalTime }
    const moved = random.chance(corrections.moves ?? 0.25)
    last =
      moved && last.eventTime !== null
        ? { ...corrected, eventTime: moveTime(last.eventTime, corrections, random) }
        : corrected
    // A correction that corrects nothing is legal, and must not count twice.
    if (!moved || random.chance(0.5)) last = random.chance(0.9) ? changeField(context, last, random) : last
    chain.push(last)
  }
  return chain
}

function moveTime(eventTime: number, corrections: Corrections, random: Random): number {
  const far = Math.max(1, micros(corrections.after))
  return eventTime + random.pick([-1, 1, random.int(-far, far)])
}

/** Gives two of the records each other's arrival: a lower revision then arrives after a higher one. */
function swapArrivals(records: readonly LogRecord[], random: Random): LogRecord[] {
  const at = random.int(0, records.length - 2)
  const a = records[at] as LogRecord
  const b = records[at + 1] as LogRecord
  const swapped = [...records]
  swapped[at] = { ...a, arrivalTime: b.arrivalTime }
  swapped[at + 1] = { ...b, arrivalTime: a.arrivalTime }
  return swapped
}
