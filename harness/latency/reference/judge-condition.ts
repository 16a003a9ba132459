import type { Instant, Micros } from '../../../features/value.ts'
import { formatBound, formatMany } from '../../../reports/format.ts'
import type { ConditionRun, JudgedLatency } from '../../../reports/latency-result.ts'
import { budgetSentence } from '../budget-sentence.ts'
import type { LoadReport } from '../driver/load-plan.ts'
import type { LoadJudgement } from '../judge-load.ts'
import { LatencyHistogram } from '../latency-histogram.ts'
import { worstVerdict } from '../measure-latency.ts'
import type { AppendBook } from './append-book.ts'
import type { Condition } from './conditions.ts'
import { readAnswer } from './read-answer.ts'

export type Staleness = ConditionRun['staleness']

/** µs: the store looks at its log now and then, so what is late may be as much later before it says so. */
const slack: Micros = 1_000_000

/**
 * Whether answers said that they are stale where they were. Judged by what the producer knows of the log and by the
 * offsets that an answer states, not by the age that the store gives; that age, and `stale`, must fit together as well.
 */
export function judgeStaleness(
  report: LoadReport,
  book: Pick<AppendBook, 'ageAt'>,
  staleAfter: Micros,
): { readonly staleness: Omit<Staleness, 'contradicted'>; readonly ages: LatencyHistogram } {
  const ages = new LatencyHistogram()
  const staleness = { answers: 0, stale: 0, undeclared: 0 }
  for (const { dueMs, body } of report.kept) {
    const answer = readAnswer(body)
    if (answer === null) continue
    staleness.answers++
    if (answer.stale) staleness.stale++
    ages.record(answer.watermarkAge)
    const sentAt: Instant = report.startedAt + dueMs * 1_000
    const isLate = book.ageAt(answer.applied, sentAt) > staleAfter + slack
    if ((isLate && !answer.stale) || answer.stale !== answer.watermarkAge > staleAfter) staleness.undeclared++
  }
  return { staleness, ages }
}

export interface ConditionMeasured {
  readonly condition: Condition
  readonly reads: LoadJudgement
  readonly freshness: readonly JudgedLatency[]
  readonly staleness: Staleness
  /** How late the canaries were sent, µs, at p99, and how late they may be; null: no freshness budget. */
  readonly canaryLag: Micros
  readonly canaryLagMax: Micros | null
}

/**
 * The verdict under a condition. Latency has to keep its budgets whatever goes on. Freshness has to as well, or, where the
 * condition's rule allows it, answers have to have said that they are stale, each of them that was.
 */
export function judgeCondition(measured: ConditionMeasured): Pick<ConditionRun, 'verdict' | 'sentences'> {
  const { condition, reads, freshness, staleness, canaryLag, canaryLagMax } = measured
  const wrong = wrongSentences(staleness)
  const doubts = [...reads.doubts]
  if (canaryLagMax !== null && canaryLag > canaryLagMax) {
    doubts.push(
      `the events themselves were sent late by ${formatBound(canaryLag)} at p99, more than a tenth of the smallest freshness budget: give the harness a core of its own`,
    )
  }
  const broken = freshness.filter(each => each.verdict === 'fail')
  const isDeclared = condition.rule === 'slo-or-stale' && staleness.stale > 0 && staleness.undeclared === 0
  const told = [
    ...reads.target.budgets.filter(each => each.verdict !== 'pass').map(budgetSentence),
    ...freshness
      .filter(each => each.verdict !== 'pass')
      .map(
        each => budgetSentence(each) + (isDeclared && each.verdict === 'fail' ? declaredText(staleness) : ''),
      ),
  ]
  if (wrong.length > 0) return { verdict: 'fail', sentences: [...wrong, ...told] }
  if (doubts.length > 0) return { verdict: 'inconclusive', sentences: [...doubts, ...told] }
  const verdict = worstVerdict([
    ...reads.target.budgets.map(each => each.verdict),
    ...freshness.map(each => (broken.includes(each) && isDeclared ? 'pass' : each.verdict)),
  ])
  return { verdict, sentences: told }
}

function declaredText({ stale, answers }: Staleness): string {
  return `; ${stale} of ${formatMany(answers, 'answer')} said that they are stale, as declared`
}

function wrongSentences({ undeclared, contradicted, answers }: Staleness): string[] {
  return [
    ...(undeclared === 0
      ? []
      : [`${undeclared} of ${formatMany(answers, 'answer')} did not say whether they are stale as declared`]),
    ...(contradicted === 0
      ? []
      : [`${formatMany(contradicted, 'event')} were in an answer by its offsets and not by its values`]),
  ]
}
