import type { Instant, Micros } from '../../features/value.ts'
import { floorTo } from '../../generators/micros.ts'
import type { AgendaItem } from '../../scenarios/agenda.ts'
import type { Happening } from '../../scenarios/happening.ts'
import type { RunPlan } from '../../scenarios/run-plan.ts'
import type { Capabilities } from '../store.ts'
import { answerEdges } from './answer-edges.ts'
import { clockSteps } from './clock-steps.ts'
import { keepRecords } from './kept-records.ts'
import { mapTimes } from './map-times.ts'
import type { NotRun } from './not-run.ts'
import { quietGap } from './quiet-gap.ts'

/** Beside an edge lies what a coarse clock cannot tell from it. */
const withFineTimes: readonly Happening[] = ['besideEdge', 'late', 'tooLate', 'futureDated', 'lateData']

/** What happens only where somebody chooses when a question is put. */
const withChosenTimes: readonly Happening[] = [
  'onEdge',
  'besideEdge',
  'pastReads',
  'laggedReads',
  'expired',
  'lateData',
  'faults',
]

/**
 * What a store can be asked of a run: without the records that it does not take, in whole steps of its clocks, and, where
 * its own clock says what an answer is for, as a past that ends `now` with all questions after it. Pure.
 */
export function adaptPlan(
  plan: RunPlan,
  capabilities: Capabilities,
  now: Instant,
): { plan: RunPlan; notRun: NotRun[] } {
  const kept = keepRecords(plan, capabilities.records)
  const notRun = [...kept.notRun]
  const step = clockSteps[capabilities.precision ?? 'us']
  let adapted = kept.plan
  if (step > 1) {
    adapted = mapTimes(adapted, at => floorTo(at, step))
    const reason = `the store's clocks know nothing finer than 1 ${capabilities.precision}`
    notRun.push({ what: 'instants between whole steps', reason, excuses: withFineTimes })
  }
  if (capabilities.clock === 'own') {
    adapted = questionsLast(adapted, floorTo(now, step), step)
    const reason = 'the store answers by its own clock'
    notRun.push({ what: 'instants that the run chooses', reason, excuses: withChosenTimes })
  }
  return { plan: adapted, notRun }
}

/**
 * The events as they come, in a past whose last arrival is `now`, so that what is dated ahead still is, or for a coarse clock
 * a while before; then the questions, for whatever instant it is by then.
 */
function questionsLast(plan: RunPlan, now: Instant, step: Micros): RunPlan {
  const last = plan.agenda.findLast(({ kind }) => kind === 'append')?.at ?? plan.end
  const end = last + quietGap(answerEdges(plan), last, step)
  const moved = mapTimes(plan, at => at + (now - end))
  const appends = moved.agenda.flatMap(item => (item.kind === 'append' ? [item] : []))
  const asks = [...moved.agenda, ...moved.quiet].flatMap(item => (item.kind === 'ask' ? [item] : []))
  const quiet = asks.map((item): AgendaItem => {
    const questions = item.batch.questions.map(question => ({ ...question, asOf: now }))
    return { ...item, at: now, batch: { askedAt: now, questions } }
  })
  return { ...moved, end: now, agenda: appends, quiet }
}
