import type { Source } from '../../features/definitions.ts'
import type { LogRecord } from '../../features/log-record.ts'
import { fitValue } from './fit-value.ts'

const revisionMax = 2 ** 31 - 1

/**
 * Whether a History's columns can hold a record. What they cannot hold (text in an int field) is illegal, so as if
 * never appended: leaving it out of the History changes no value.
 */
export function isStorable(record: LogRecord, source: Source): boolean {
  const revision = Number(record.revision ?? 0)
  if (!Number.isInteger(revision) || Math.abs(revision) > revisionMax) return false
  if (record.eventTime !== null && !Number.isInteger(record.eventTime)) return false
  for (const [field, type] of source.fields) {
    const value = record.fields[field] ?? null
    const fitted = fitValue(value, type)
    if (fitted === null || typeof fitted.value !== typeof value) return false
  }
  return true
}
