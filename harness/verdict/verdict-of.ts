import type { Check, Verdict } from '../../reports/result.ts'

/** Exit codes of the verdicts; `docs/architecture.md` § Verdicts. */
export const exitCodes = { pass: 0, skew: 1, inconclusive: 2, broken: 3 } as const satisfies Record<
  Verdict,
  number
>

/**
 * The verdict of a run from its checks: skew (or any failed gate) outranks broken, broken outranks inconclusive, and
 * nothing passes where no check passed. Distributions that cannot be told apart from few rows lower no verdict that values
 * decide.
 */
export function verdictOf(checks: readonly Check[]): Verdict {
  const failed = checks.filter(check => check.verdict === 'fail')
  if (failed.some(check => check.name !== 'self-check')) return 'skew'
  if (failed.length > 0) return 'broken'
  if (checks.some(check => check.verdict === 'inconclusive' && check.name !== 'drift')) return 'inconclusive'
  const values = checks.find(check => check.name === 'values')
  return values?.verdict === 'pass' ? 'pass' : 'inconclusive'
}
