import type { Micros } from '../../features/value.ts'
import type { JudgedHistory } from '../audit/judge-history.ts'
import type { RegionRun } from '../drive/drive.ts'
import { compareAnswers, type RegionComparison } from './compare-answers.ts'

/** What the regions of one run, or of several, came to: plain data. */
export interface RegionFacts extends RegionComparison {
  readonly names: readonly string[]
  /** µs from the end of trouble until all held the same, of the slowest run; null: it took longer than the budget. */
  readonly converged: Micros | null
  readonly convergeWithin: Micros
}

export function regionFacts(
  { names, questions, converged, convergeWithin }: RegionRun,
  { rows }: JudgedHistory,
): RegionFacts {
  const byProbe = new Map(rows.map(row => [BigInt(row.served.probeId), row]))
  return { names, converged, convergeWithin, ...compareAnswers(questions, byProbe) }
}

/** Divergences that are told one by one. */
const toldMax = 20

/** Of two runs together. The budget that is told is that of the slower one. */
export function addRegionFacts(a: RegionFacts | null, b: RegionFacts | null): RegionFacts | null {
  if (a === null || b === null) return a ?? b
  const slower = slownessOf(b) > slownessOf(a) ? b : a
  return {
    names: [...new Set([...a.names, ...b.names])],
    converged: slower.converged,
    convergeWithin: slower.convergeWithin,
    pairs: a.pairs + b.pairs,
    lags: a.lags + b.lags,
    diverged: a.diverged + b.diverged,
    divergences: [...a.divergences, ...b.divergences].slice(0, toldMax),
  }
}

function slownessOf({ converged }: RegionFacts): number {
  return converged ?? Number.POSITIVE_INFINITY
}
