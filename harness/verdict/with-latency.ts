import type { LatencyResult } from '../../reports/latency-result.ts'
import type { Check, Result } from '../../reports/result.ts'
import { exitCodes, verdictOf } from './verdict-of.ts'

/**
 * A result with what the latency stage measured, as a check of its own. A broken budget is a failed gate, and fails the run.
 * Too few requests, or a driver that lagged, say nothing of the values that were compared, so an inconclusive stage is told
 * and lowers no verdict.
 */
export function withLatency(result: Result, latency: LatencyResult): Result {
  const checks = [...result.checks, checkOf(latency)]
  const verdict = verdictOf(checks)
  return {
    ...result,
    verdict,
    exitCode: exitCodes[verdict],
    sentences: sentencesOf(result, latency),
    checks,
    latency,
  }
}

function checkOf({ verdict, sentences }: LatencyResult): Check {
  return { name: 'latency', verdict, detail: sentences[0] ?? 'nothing was measured' }
}

/** Values that are wrong weigh more than times; where none is, what failed comes first. */
function sentencesOf({ verdict, sentences }: Result, latency: LatencyResult): string[] {
  if (latency.verdict !== 'fail') return [...sentences]
  const told = `latency: ${latency.sentences[0] ?? 'a budget is broken'}`
  return verdict === 'skew' ? [...sentences, told] : [told, ...sentences]
}
