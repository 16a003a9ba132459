import { formatCount, formatPercent, formatPercentRange } from '../../reports/format.ts'
import type { Rate } from '../../reports/result.ts'
import { clopperPearson } from '../diff/clopper-pearson.ts'

/** A proportion with its 95 % interval; null of nothing. */
export function rateOf(hits: number, of: number): Rate | null {
  const interval = clopperPearson(hits, of)
  return interval === null ? null : { hits, of, ...interval }
}

/** `41 of 7,600 served values (0.54 %, 95 % interval 0.39–0.73 %)`; of a `thing` in the plural. */
export function rateText(hits: number, of: number, things: string): string {
  const rate = rateOf(hits, of)
  if (rate === null) return `0 of 0 ${things}`
  const range = formatPercentRange(rate.low, rate.high)
  return `${formatCount(hits)} of ${formatCount(of)} ${things} (${formatPercent(hits / of)}, 95 % interval ${range})`
}
