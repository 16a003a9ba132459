import type { LogRecord } from '../../features/log-record.ts'
import type { AgendaItem } from '../../scenarios/agenda.ts'
import type { Happening } from '../../scenarios/happening.ts'
import type { RunPlan } from '../../scenarios/run-plan.ts'
import { acceptLog } from '../oracle/specification/accepted-log.ts'
import type { RecordKind } from '../store.ts'
import type { NotRun } from './not-run.ts'

/** The kinds of records beside the first upsert of a fact, and what cannot happen in a run without them. */
const kinds = {
  duplicate: { plural: 'duplicates', excuses: ['duplicates', 'conflicts'] },
  correction: { plural: 'corrections', excuses: ['corrections', 'revivals', 'conflicts', 'lateData'] },
  delete: { plural: 'deletes', excuses: ['retractions', 'earlyDeletes', 'revivals', 'lateData'] },
  reject: { plural: 'records that a log has to reject', excuses: ['rejected'] },
} as const satisfies Record<RecordKind, { plural: string; excuses: readonly Happening[] }>

export const recordKinds = Object.keys(kinds) as [RecordKind, ...RecordKind[]]

/** A run without the records that a store does not take, and what that leaves out. Pure. */
export function keepRecords(
  plan: RunPlan,
  taken: readonly RecordKind[] | undefined,
): { plan: RunPlan; notRun: NotRun[] } {
  if (taken === undefined) return { plan, notRun: [] }
  const found = new Set<RecordKind>()
  const left = new Set<LogRecord>()
  for (const [record, of] of kindsOf(plan)) {
    const lacking = of.filter(kind => !taken.includes(kind))
    if (lacking.length === 0) continue
    for (const kind of lacking) found.add(kind)
    left.add(record)
  }
  if (left.size === 0) return { plan, notRun: [] }
  const notRun = [...found].map(kind => ({
    what: kinds[kind].plural,
    reason: 'the store does not take them',
    excuses: kinds[kind].excuses,
  }))
  return { plan: withoutRecords(plan, left), notRun }
}

/** Records that are no first upsert of a fact, each with what it is instead: one that came again may be a delete too. */
function kindsOf({ scenario, records }: RunPlan): Map<LogRecord, readonly RecordKind[]> {
  const found = new Map<LogRecord, readonly RecordKind[]>()
  for (const [source, log] of records) {
    const placed = log.map((record, position) => ({ ...record, position, placement: null }))
    const accepted = new Set<number>()
    for (const definitions of scenario.definitions) {
      const declared = definitions.sources.get(source)
      if (declared === undefined) continue
      for (const { record } of acceptLog(definitions, declared, placed).records) accepted.add(record.position)
    }
    const revisions = new Map<string, number[]>()
    for (const [i, record] of log.entries()) {
      const id = `${typeof record.id} ${record.id}`
      const seen = revisions.get(id) ?? []
      const of = accepted.has(i) ? kindsOfAccepted(record, seen) : (['reject'] as const)
      if (of.length > 0) found.set(record, of)
      if (accepted.has(i)) revisions.set(id, [...seen, Number(record.revision)])
    }
  }
  return found
}

/** @param seen the revisions of the id before, the first of them first */
function kindsOfAccepted({ op, revision }: LogRecord, seen: readonly number[]): readonly RecordKind[] {
  const again: readonly RecordKind[] = seen.includes(Number(revision)) ? ['duplicate'] : []
  if (op === 'delete') return [...again, 'delete']
  const [first] = seen
  return first === undefined || first === Number(revision) ? again : [...again, 'correction']
}

function withoutRecords(plan: RunPlan, left: ReadonlySet<LogRecord>): RunPlan {
  const keep = (records: readonly LogRecord[]) => records.filter(record => !left.has(record))
  const thinned = (agenda: readonly AgendaItem[]) =>
    agenda.flatMap((item): AgendaItem[] => {
      if (item.kind !== 'append') return [item]
      const records = keep(item.records)
      return records.length === 0 ? [] : [{ ...item, records }]
    })
  return {
    ...plan,
    records: new Map([...plan.records].map(([source, log]) => [source, keep(log)])),
    agenda: thinned(plan.agenda),
    quiet: thinned(plan.quiet),
  }
}
