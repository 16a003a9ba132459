import type { LogRecord } from '../../features/log-record.ts'
import type { Instant } from '../../features/value.ts'
import type { AgendaItem } from '../../scenarios/agenda.ts'
import type { RunPlan } from '../../scenarios/run-plan.ts'

/** A run at other instants: `to` is monotone, so what came before still comes before. Times in fields stay. Pure. */
export function mapTimes(plan: RunPlan, to: (at: Instant) => Instant): RunPlan {
  // One record stands in the log and in the agenda, and is one object in both.
  const made = new Map<LogRecord, LogRecord>()
  // What is no instant is for the store to reject, and stays as it is.
  const moved = (at: Instant) => (Number.isSafeInteger(at) ? to(at) : at)
  const record = (each: LogRecord): LogRecord => {
    const known = made.get(each)
    if (known !== undefined) return known
    const { eventTime, arrivalTime } = each
    const mapped = {
      ...each,
      eventTime: eventTime === null ? null : moved(eventTime),
      arrivalTime: moved(arrivalTime),
    }
    made.set(each, mapped)
    return mapped
  }
  const item = (each: AgendaItem): AgendaItem => {
    const at = to(each.at)
    if (each.kind === 'append') return { ...each, at, records: each.records.map(record) }
    if (each.kind === 'fault') return { ...each, at }
    const questions = each.batch.questions.map(question => ({ ...question, asOf: to(question.asOf) }))
    return { ...each, at, batch: { askedAt: to(each.batch.askedAt), questions } }
  }
  return {
    ...plan,
    records: new Map([...plan.records].map(([source, log]) => [source, log.map(record)])),
    agenda: plan.agenda.map(item),
    end: to(plan.end),
    quiet: plan.quiet.map(item),
  }
}
