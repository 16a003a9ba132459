import { binomialPmf } from './binomial-pmf.ts'

/** The chance of exactly `k` marked among `drawn` taken from `marked` + `unmarked`, without putting back. */
export function hypergeometricPmf(k: number, marked: number, unmarked: number, drawn: number): number {
  if (k < Math.max(0, drawn - unmarked) || k > Math.min(drawn, marked)) return 0
  const all = marked + unmarked
  if (drawn === 0 || drawn === all) return 1
  const p = drawn / all
  return (binomialPmf(k, marked, p) * binomialPmf(drawn - k, unmarked, p)) / binomialPmf(drawn, all, p)
}
