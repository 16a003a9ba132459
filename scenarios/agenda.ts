import type { LogRecord } from '../features/log-record.ts'
import type { Instant } from '../features/value.ts'
import type { QuestionBatch } from '../generators/question.ts'
import { quota } from '../generators/quota.ts'
import type { Random } from '../generators/random.ts'
import type { Fault, FaultKind } from './fault.ts'

/** What happens at one instant of the virtual clock. */
export type AgendaItem =
  /** Records of one source and one α, appended in one call. */
  | { readonly kind: 'append'; readonly at: Instant; readonly records: readonly LogRecord[] }
  /** Questions in one call; `again` where the same were asked just before. */
  | { readonly kind: 'ask'; readonly at: Instant; readonly batch: QuestionBatch; readonly again: boolean }
  /** Something goes wrong. */
  | { readonly kind: 'fault'; readonly at: Instant; readonly fault: Fault }

/** Appends and questions by their instants. At one instant questions come before, between or after the appends. */
export function agendaOf(
  records: readonly LogRecord[],
  batches: readonly QuestionBatch[],
  repeated: number,
  random: Random,
): AgendaItem[] {
  const appends = appendsOf(records, random.fork('appends'))
  const again = quota(repeated, random.fork('again'))
  const asks = batches.map((batch): [AgendaItem, ...AgendaItem[]] => {
    const ask = { kind: 'ask', at: batch.askedAt, batch } as const
    return again()
      ? [
          { ...ask, again: false },
          { ...ask, again: true },
        ]
      : [{ ...ask, again: false }]
  })
  const order = random.fork('order')
  const agenda: AgendaItem[] = []
  let next = 0
  for (const append of appends) {
    for (let ask = asks[next]; ask !== undefined && comesFirst(ask[0], append, order); ask = asks[++next])
      agenda.push(...ask)
    agenda.push(append)
  }
  return [...agenda, ...asks.slice(next).flat()]
}

function comesFirst(ask: AgendaItem, append: AgendaItem, random: Random): boolean {
  if (ask.at !== append.at) return ask.at < append.at
  return !(ask.kind === 'ask' && ask.batch.last === true) && random.chance(0.5)
}

/** Puts faults behind appends, so that there is something to lose; where nothing is appended none is made. */
export function withFaults(
  agenda: readonly AgendaItem[],
  kinds: readonly FaultKind[],
  random: Random,
): readonly AgendaItem[] {
  const appends = [...agenda.keys()].filter(i => agenda[i]?.kind === 'append')
  if (appends.length === 0 || kinds.length === 0) return agenda
  const behind = Map.groupBy(random.shuffled(kinds), () => random.pick(appends))
  return agenda.flatMap((item, i): AgendaItem[] => {
    const faults = behind.get(i) ?? []
    return [item, ...faults.map(kind => ({ kind: 'fault', at: item.at, fault: { kind } }) as const)]
  })
}

/** Records that follow one another with one source and one α go in one call, or in several. */
function appendsOf(records: readonly LogRecord[], random: Random): AgendaItem[] {
  const groups: LogRecord[][] = []
  for (const record of records) {
    const last = groups.at(-1)
    const joins =
      last?.[0]?.source === record.source && last[0].arrivalTime === record.arrivalTime && random.chance(0.7)
    if (joins) last.push(record)
    else groups.push([record])
  }
  return groups.map(group => ({ kind: 'append', at: (group[0] as LogRecord).arrivalTime, records: group }))
}
