import { formatCount } from '../../reports/format.ts'
import type { LogResult } from '../../reports/result.ts'

function rejectedRecords({ rejects }: LogResult): number {
  return Object.values(rejects).reduce((sum, each) => sum + each, 0)
}

/** Sources of whose records more than half were rejected: a reader must know that before anything else. */
export function mostlyRejected(log: readonly LogResult[]): LogResult[] {
  return log.filter(each => rejectedRecords(each) * 2 > each.records)
}

/** Which sources had records rejected, how many and why: `payments 3 of 10 (no-key 2, wrong-type 1)`; empty for none. */
export function rejectedText(log: readonly LogResult[]): string {
  const sources = log.filter(each => rejectedRecords(each) > 0)
  return sources.map(each => `${each.source} ${countsText(each)}`).join('; ')
}

function countsText(log: LogResult): string {
  const reasons = Object.entries(log.rejects)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${formatCount(count)}`)
  return `${formatCount(rejectedRecords(log))} of ${formatCount(log.records)} (${reasons.join(', ')})`
}
