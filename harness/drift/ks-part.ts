import type { DriftPart } from '../../reports/drift-result.ts'
import { clusteredEffect } from './clustered-effect.ts'
import type { PartQuestion } from './part-question.ts'
import { clusterBootstrap } from './statistics/cluster-bootstrap.ts'
import { effectGate, type Gate, type GateQuestion } from './statistics/effect-gate.ts'
import { kolmogorovTail, stephensLambda } from './statistics/kolmogorov.ts'
import type { KsSummary } from './statistics/ks-summary.ts'
import { ksTest, ksTwoSided } from './statistics/ks-test.ts'
import { shareGate } from './statistics/share-gate.ts'

/** Judges the distance of two ECDFs: by the effect gate, with p as evidence. */
export function ksPart(summary: KsSummary, question: PartQuestion): DriftPart {
  const { part, epsilon, alpha, minimum, clustered } = question
  const { effect, entities, isFew } = clusteredEffect(clustered)
  const effective = { reference: summary.n / effect.reference, current: summary.m / effect.current }
  const d = Math.max(summary.up.h, summary.down.h) / (summary.n * summary.m)
  const asked = { d, n: effective.reference, m: effective.current, epsilon, alpha, minimum }
  const gate = clustered !== null && summary.distinct === 1 ? oneValueGate(asked) : effectGate(asked)
  const verdict = isFew ? 'inconclusive' : gate.verdict
  return {
    part,
    measure: 'ks',
    verdict,
    distance: d,
    low: gate.low,
    high: gate.high,
    epsilon,
    alpha,
    ...pValue(summary, question, d, effective),
    adjusted: null,
    ...directed(summary, question, verdict),
    shares: null,
    smallest: null,
    effective,
    ...entities,
  }
}

/** All rows hold one value: how rare another may be bounds the distance more narrowly than any ECDF. */
function oneValueGate({ n, m, ...asked }: GateQuestion): Gate {
  const cells = [{ reference: n, current: m }]
  return shareGate({ ...asked, n, m, cells, designEffect: { reference: 1, current: 1 } })
}

function pValue(
  summary: KsSummary,
  { clustered, random }: PartQuestion,
  d: number,
  effective: { readonly reference: number; readonly current: number },
): Pick<DriftPart, 'p' | 'method'> {
  if (clustered === null) return ksTwoSided(summary, random)
  if (clustered.sampled) {
    const p = kolmogorovTail(stephensLambda(d, effective.reference, effective.current))
    return { p: Math.min(1, p), method: 'asymptotic, effective rows' }
  }
  const found = clusterBootstrap(clustered.table, random)
  return found === null ? { p: null, method: null } : { p: found.p, method: 'cluster bootstrap' }
}

/** Which way values went: by the one-sided tests where a drift was found, else by the greater departure. */
function directed(
  summary: KsSummary,
  { alpha, clustered, random }: PartQuestion,
  verdict: DriftPart['verdict'],
): Pick<DriftPart, 'direction' | 'oneSided'> {
  if (verdict !== 'fail' || clustered !== null) return { direction: directionOf(summary), oneSided: null }
  const { up, down } = ksTest(summary, random)
  const oneSided = { up: up.p, down: down.p }
  if (up.p > alpha) return { direction: 'down', oneSided }
  return { direction: down.p > alpha ? 'up' : 'both', oneSided }
}

/** One direction where the other departure is less than a quarter of it. */
function directionOf({ up, down }: KsSummary): DriftPart['direction'] {
  if (up.h === 0 && down.h === 0) return null
  if (up.h > 4 * down.h) return 'up'
  return down.h > 4 * up.h ? 'down' : 'both'
}
