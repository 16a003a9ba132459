import { type LatencyResult, latencySchemaName } from '../../reports/latency-result.ts'
import { budgetSentence } from './budget-sentence.ts'
import type { LoadPlan } from './driver/load-plan.ts'
import { type LatencyMeasured, worstVerdict } from './measure-latency.ts'

export interface LatencyProvenance {
  readonly versions: Readonly<Record<string, string>>
  readonly machine: string
}

const exitCodes = { pass: 0, fail: 1, inconclusive: 2 } as const

/** One verdict over all targets and freshness, and the sentences that say why, the first sentence first. */
export function sumUpLatency(
  measured: LatencyMeasured,
  plan: Omit<LoadPlan, 'target' | 'rate'>,
  freshness: LatencyResult['freshness'],
  provenance: LatencyProvenance,
): LatencyResult {
  const targets = measured.judged.map(each => each.target)
  const fresh = freshness.flatMap(each => each.budgets)
  const verdict = worstVerdict([...targets, ...fresh].map(each => each.verdict))
  const { arrivals, durationMs, connections, timeoutMs, seed } = plan
  return {
    schema: latencySchemaName,
    verdict,
    exitCode: exitCodes[verdict],
    sentences: sentencesOf(measured, fresh, verdict),
    load: { rate: measured.rate, arrivals, durationMs, connections, timeoutMs, seed },
    targets: [...targets],
    ratios: [...measured.ratios],
    saturation: measured.saturation,
    capacity:
      measured.capacity === null ? null : { ...measured.capacity, tried: [...measured.capacity.tried] },
    freshness,
    notes: [...measured.notes, ...measured.judged.flatMap(each => each.notes)],
    provenance: { versions: { ...provenance.versions }, machine: provenance.machine },
  }
}

function sentencesOf(
  { judged }: LatencyMeasured,
  fresh: LatencyResult['freshness'][number]['budgets'],
  verdict: LatencyResult['verdict'],
): string[] {
  const several = judged.length > 1
  const doubts = judged.flatMap(({ target, doubts }) =>
    doubts.map(doubt => (several ? `${target.name}: ${doubt}` : doubt)),
  )
  const budgets = judged.flatMap(({ target }) =>
    target.budgets.map(each => ({
      verdict: each.verdict,
      sentence: (several ? `${target.name}: ` : '') + budgetSentence(each),
    })),
  )
  const all = [...budgets, ...fresh.map(each => ({ verdict: each.verdict, sentence: budgetSentence(each) }))]
  const telling = all.filter(each => each.verdict === verdict).map(each => each.sentence)
  const rest = all
    .filter(each => each.verdict !== verdict && each.verdict !== 'pass')
    .map(each => each.sentence)
  return verdict === 'inconclusive' ? [...doubts, ...telling] : [...telling, ...doubts, ...rest]
}
