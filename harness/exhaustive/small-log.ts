import type { LogRecord } from '../../features/log-record.ts'
import { smallSource } from './small-features.ts'
import type { SmallHistory, SmallRecord } from './small-history.ts'

/** The names that a run gives to keys 0 and 1. */
export type KeyNames = readonly [string, string]

/** The records of a history as they are appended. */
export function logOf(history: SmallHistory, keys: KeyNames): LogRecord[] {
  return history.map(record => recordOf(record, keys))
}

function recordOf(
  { fact, key, revision, op, eventTime, value, arrival }: SmallRecord,
  keys: KeyNames,
): LogRecord {
  return {
    source: smallSource.name,
    // Later facts have lower ids, so that the order of arrival cannot pass for the order of ids.
    id: `e${9 - fact}`,
    eventTime,
    arrivalTime: arrival,
    op,
    revision,
    fields: { payer: keys[key] as string, units: value },
  }
}
