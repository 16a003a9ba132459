import type { Check, Verdict } from '../../reports/result.ts'

/** Exit codes of the verdicts; `docs/architecture.md` § Verdicts. */
export const exitCodes = { pass: 0, skew: 1, inconclusive: 2, broken: 3 } as const satisfies Record<
  Verdict,
  number
>

/** Checks that say nothing of values where they are inconclusive. */
const besideValues: ReadonlySet<Check['name']> = new Set(['drift', 'latency'])

/**
 * The verdict of a run from its checks: skew (or any failed gate) outranks broken, broken outranks inconclusive, and
 * nothing passes where no check passed. Distributions or latencies that cannot be told from so few rows or requests lower no
 * verdict that values decide.
 */
export function verdictOf(checks: readonly Check[]): Verdict {
  const failed = checks.filter(check => check.verdict === 'fail')
  if (failed.some(check => check.name !== 'self-check')) return 'skew'
  if (failed.length > 0) return 'broken'
  if (checks.some(check => check.verdict === 'inconclusive' && !besideValues.has(check.name)))
    return 'inconclusive'
  const values = checks.find(check => check.name === 'values')
  return values?.verdict === 'pass' ? 'pass' : 'inconclusive'
}
