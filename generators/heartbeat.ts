import type { LogRecord } from '../features/log-record.ts'
import type { Instant } from '../features/value.ts'
import { drawFields, type LogContext } from './log-stage.ts'
import type { Random } from './random.ts'

/**
 * A plain fact that happens and arrives at one instant (µs). It tells a store that states offsets that time goes on:
 * a scheduled feature is refreshed by the greatest arrival applied, so after the last record it would stay as it is.
 */
export function heartbeat(context: LogContext, at: Instant, number: number, random: Random): LogRecord {
  // One log holds ids of one kind: a column could not hold both.
  const text = ['text', 'unicode'].includes(context.stream.ids ?? 'text')
  return {
    source: context.source.name,
    id: text ? `quiet-${number}` : 2n ** 60n + BigInt(number),
    eventTime: at,
    arrivalTime: at,
    op: 'upsert',
    revision: 0,
    fields: drawFields(context, context.keys.draw(random), random),
  }
}
