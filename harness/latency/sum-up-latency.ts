import { type LatencyCondition, type LatencyResult, latencySchemaName } from '../../reports/latency-result.ts'
import { budgetSentence } from './budget-sentence.ts'
import type { LoadPlan } from './driver/load-plan.ts'
import { type LatencyMeasured, worstVerdict } from './measure-latency.ts'
import type { ReferenceMeasured } from './reference/measure-reference.ts'

export interface LatencyProvenance {
  readonly versions: Readonly<Record<string, string>>
  readonly machine: string
}

const exitCodes = { pass: 0, fail: 1, inconclusive: 2 } as const

/** One verdict over all targets and conditions, and the sentences that say why, the first sentence first. */
export function sumUpLatency(
  measured: LatencyMeasured,
  plan: Omit<LoadPlan, 'target' | 'rate'>,
  reference: Pick<ReferenceMeasured, 'freshness' | 'ingestCapacity'> | null,
  provenance: LatencyProvenance,
): LatencyResult {
  const targets = measured.judged.map(each => each.target)
  const { freshness = [], ingestCapacity = null } = reference ?? {}
  const conditions = freshness.flatMap(({ run }) => (run === undefined ? [] : [run]))
  const verdict = worstVerdict([...targets, ...conditions].map(each => each.verdict))
  const { arrivals, durationMs, connections, timeoutMs, seed } = plan
  return {
    schema: latencySchemaName,
    verdict,
    exitCode: exitCodes[verdict],
    sentences: sentencesOf(measured, freshness, verdict),
    load: { rate: measured.rate, arrivals, durationMs, connections, timeoutMs, seed },
    targets: [...targets],
    ratios: [...measured.ratios],
    saturation: measured.saturation,
    capacity:
      measured.capacity === null ? null : { ...measured.capacity, tried: [...measured.capacity.tried] },
    freshness: [...freshness],
    ...(ingestCapacity === null ? {} : { ingestCapacity }),
    notes: [...measured.notes, ...measured.judged.flatMap(each => each.notes)],
    provenance: { versions: { ...provenance.versions }, machine: provenance.machine },
  }
}

function sentencesOf(
  { judged }: LatencyMeasured,
  freshness: readonly LatencyCondition[],
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
  const all = [...budgets, ...freshness.flatMap(conditionSentences)]
  const telling = all.filter(each => each.verdict === verdict).map(each => each.sentence)
  const rest = all
    .filter(each => each.verdict !== verdict && each.verdict !== 'pass')
    .map(each => each.sentence)
  return verdict === 'inconclusive' ? [...doubts, ...telling] : [...telling, ...doubts, ...rest]
}

/** What is wrong under a condition, or, where nothing is, how fresh events were. */
function conditionSentences({ condition, run, budgets }: LatencyCondition) {
  if (run === undefined) return []
  const told = run.sentences.length === 0 ? budgets.map(budgetSentence) : run.sentences
  return told.map(sentence => ({ verdict: run.verdict, sentence: `${condition}: ${sentence}` }))
}
