import type { DriftPart } from '../../reports/drift-result.ts'
import { clusteredEffect } from './clustered-effect.ts'
import type { PartQuestion } from './part-question.ts'
import { chiSquared } from './statistics/chi-squared.ts'
import { clusterBootstrap } from './statistics/cluster-bootstrap.ts'
import { ksSummary } from './statistics/ks-summary.ts'
import { ksTwoSided } from './statistics/ks-test.ts'
import { type Share, shareGate } from './statistics/share-gate.ts'
import { smallestDifference } from './statistics/smallest-difference.ts'
import { chiSquaredTail } from './statistics/upper-gamma.ts'

/** Judges the greatest difference of a share over categories: by exact intervals, with p as evidence. */
export function cellsPart(cells: readonly Share[], question: PartQuestion): DriftPart {
  const n = cells.reduce((sum, cell) => sum + cell.reference, 0)
  const m = cells.reduce((sum, cell) => sum + cell.current, 0)
  return judge(cells, n, m, question, () => chiSquaredP(cells, question))
}

/** Judges one rate: rows of each side for which something holds, of `n` and `m`. */
export function ratePart(hits: Share, n: number, m: number, question: PartQuestion): DriftPart {
  const part = judge([hits], n, m, question, () => exactRateP(hits, n, m, question))
  const shares = { reference: n === 0 ? 0 : hits.reference / n, current: m === 0 ? 0 : hits.current / m }
  const direction =
    shares.current > shares.reference ? 'up' : shares.current < shares.reference ? 'down' : null
  return { ...part, shares, direction }
}

type Evidence = Pick<DriftPart, 'p' | 'method'>

function judge(
  cells: readonly Share[],
  n: number,
  m: number,
  question: PartQuestion,
  independent: () => Evidence,
): DriftPart {
  const { part, epsilon, alpha, minimum, clustered, random } = question
  const { effect, entities, isFew } = clusteredEffect(clustered)
  const effective = { reference: n / effect.reference, current: m / effect.current }
  const gate = shareGate({ cells, n, m, epsilon, alpha, minimum, designEffect: effect })
  const evidence = (): Evidence => {
    if (clustered === null || n === 0 || m === 0) return independent()
    if (clustered.sampled) return correctedP(cells, n, m, (effect.reference + effect.current) / 2)
    const found = clusterBootstrap(clustered.table, random)
    return found === null ? { p: null, method: null } : { p: found.p, method: 'cluster bootstrap' }
  }
  return {
    part,
    measure: 'share',
    verdict: isFew ? 'inconclusive' : gate.verdict,
    distance: gate.d,
    low: gate.low,
    high: Math.min(1, gate.high),
    epsilon,
    alpha,
    ...evidence(),
    adjusted: null,
    direction: null,
    oneSided: null,
    shares: null,
    smallest: smallestDifference(
      widestShare(cells, n + m),
      effective.reference,
      effective.current,
      alpha / Math.max(1, cells.length),
    ),
    effective,
    ...entities,
  }
}

/** Of all cells, the share over both sides that is nearest to a half: it varies the most. */
function widestShare(cells: readonly Share[], rows: number): number {
  const shares = cells.map(cell => (cell.reference + cell.current) / rows)
  return shares.reduce((widest, each) => (Math.abs(each - 0.5) < Math.abs(widest - 0.5) ? each : widest), 0)
}

/** Rao and Scott's first-order correction. */
function correctedP(cells: readonly Share[], n: number, m: number, effect: number): Evidence {
  const [only] = cells
  const whole = cells.length === 1 && only !== undefined ? withRest(only, n, m) : cells
  const { statistic, degrees } = chiSquared(whole)
  return { p: chiSquaredTail(statistic / effect, degrees), method: 'chi-squared, effective rows' }
}

function withRest(hits: Share, n: number, m: number): Share[] {
  return [hits, { reference: n - hits.reference, current: m - hits.current }]
}

function chiSquaredP(cells: readonly Share[], question: PartQuestion): Evidence {
  const [first, second] = cells.filter(cell => cell.reference + cell.current > 0)
  if (first !== undefined && second !== undefined && cells.length === 2) {
    return exactRateP(first, first.reference + second.reference, first.current + second.current, question)
  }
  return { p: chiSquared(cells).p, method: 'chi-squared' }
}

/** Exact given how many rows of both sides were hit: the KS distance of two values. */
function exactRateP(hits: Share, n: number, m: number, { random }: PartQuestion): Evidence {
  if (n === 0 || m === 0) return { p: null, method: null }
  const blocks = withRest(hits, n, m).map((share, value) => ({ value, ...share }))
  return ksTwoSided(ksSummary(blocks), random, 1e8)
}
