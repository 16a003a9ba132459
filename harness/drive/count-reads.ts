import { ownMember } from '../../features/own-member.ts'
import { type Target, targetColumns, targetDocuments } from '../../features/target.ts'
import type { Instant, Value } from '../../features/value.ts'
import { eventEdges } from '../../generators/boundaries.ts'
import type { Happening } from '../../scenarios/happening.ts'
import type { HistoryTable, ServedRow } from '../history/history.ts'
import type { AcceptedRecord } from '../oracle/specification/accepted-log.ts'
import { keyText } from '../oracle/specification/compare-values.ts'
import type { SeenLog } from './count-events.ts'

type Counts = Record<
  | 'probes'
  | 'absentKeys'
  | 'nullKeys'
  | 'pastReads'
  | 'silentReads'
  | 'requests'
  | 'onEdge'
  | 'besideEdge'
  | 'laggedReads',
  number
>

/** What was asked in a run, and how it met the events: counted from the rows and the logs. */
export function countReads(
  tables: readonly HistoryTable[],
  logs: readonly SeenLog[],
): Counts & Partial<Record<Happening, number>> {
  const counts = {
    probes: 0,
    absentKeys: 0,
    nullKeys: 0,
    pastReads: 0,
    silentReads: 0,
    requests: 0,
    onEdge: 0,
    besideEdge: 0,
    laggedReads: 0,
  }
  const last = Math.max(...logs.map(({ accepted }) => accepted.at(-1)?.arrival ?? Number.NEGATIVE_INFINITY))
  const indexed = logs.map(log => ({ log, byKey: Map.groupBy(log.accepted, record => record.keyText) }))
  for (const { target, served } of tables) {
    const seen = indexed.filter(({ log }) => targetDocuments(target).includes(log.definitions))
    for (const row of served) {
      const met = edgesMet(target, row, seen)
      counts.probes++
      if (row.key.includes(null)) counts.nullKeys++
      else if (!seen.some(({ log, byKey }) => byKey.has(documentKey(log, target, row)))) counts.absentKeys++
      if (row.asOf < row.answeredAt) counts.pastReads++
      if (row.answeredAt > last) counts.silentReads++
      if (Object.values(row.request).some(value => value !== null)) counts.requests++
      if (met.has(0)) counts.onEdge++
      if (met.has(1)) counts.besideEdge++
      if (isLagged(row, seen)) counts.laggedReads++
    }
  }
  return counts
}

type Seen = { readonly log: SeenLog; readonly byKey: ReadonlyMap<string, readonly AcceptedRecord[]> }

/** The key of a row as one of its target's documents has it. */
function documentKey({ definitions }: SeenLog, target: Target, row: ServedRow): string {
  const names = target.kind === 'document' ? target.definitions.entity : target.service.entity
  const parts = new Map<string, Value>(names.map((part, i) => [part.name, row.key[i] ?? null]))
  return keyText(definitions.entity.map(part => parts.get(part.name) ?? null))
}

/** Distances in µs, 0 and 1, at which facts of the row's key lie from edges of what the row sees. */
function edgesMet(target: Target, row: ServedRow, seen: readonly Seen[]): Set<0 | 1> {
  const met = new Set<0 | 1>()
  for (const { log, byKey } of seen) {
    const times = timesOf(byKey.get(documentKey(log, target, row)) ?? [], row.asOf)
    if (times.size === 0) continue
    for (const { feature, definitions } of targetColumns(target)) {
      if (feature.kind !== 'stored' || definitions !== log.definitions || feature.source !== log.source)
        continue
      for (const edge of eventEdges([feature], row.asOf)) {
        if (times.has(edge)) met.add(0)
        if (times.has(edge - 1) || times.has(edge + 1)) met.add(1)
      }
    }
  }
  return met
}

function timesOf(records: readonly AcceptedRecord[], asOf: Instant): Set<Instant> {
  const known = records.filter(record => record.upsert && record.arrival <= asOf)
  return new Set(known.map(record => record.eventTime as Instant))
}

/** Whether the store says itself that something with α ≤ T was not applied. */
function isLagged(row: ServedRow, seen: readonly Seen[]): boolean {
  const { applied, watermark, asOf } = row
  if (applied === null && watermark === null) return false
  return seen.some(({ log }) =>
    log.accepted.some(({ arrival, record }) => {
      if (arrival > asOf) return false
      if (applied === null) return arrival > (watermark as Instant)
      const next = ownMember(applied, log.source.name)?.[String(record.placement?.partition)] ?? 0
      return record.placement !== null && record.placement.offset >= next
    }),
  )
}
