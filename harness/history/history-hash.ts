import { createHash, type Hash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { PlacedRecord } from '../../features/log-record.ts'
import { ownMember } from '../../features/own-member.ts'
import { targetColumns, targetDocuments, targetName } from '../../features/target.ts'
import type { Value } from '../../features/value.ts'
import { canonicalApplied } from './canonical-applied.ts'
import type { History, HistoryTable, ServedRow, TrainingRow } from './history.ts'
import { requestFields } from './request-fields.ts'
import { documentsOfTargets } from './target-list.ts'

/**
 * SHA-256 (hex) of everything that a History says: the page, the definitions, every record in log order, every served
 * and training row in order. It does not depend on the order of members, on the files, or on the engine that wrote
 * them; ints, −0, NaN and every other value count exactly. Positions count by the order that they give.
 */
export function historyHash(history: History): string {
  const hash = createHash('sha256')
  const line = (...parts: readonly string[]) => hash.update(`${parts.join(' ')}\n`)
  line('plumbline.history-hash/1', jsonText(history.page))
  const targets = history.tables.map(table => table.target)
  for (const document of documentsOfTargets(targets).map(jsonText).sort()) line('document', document)
  const fields = fieldsOfSources(history)
  for (const source of [...fields.keys()].sort()) {
    line('source', source)
    const records = inLogOrder(history.events.get(source) ?? [])
    for (const record of records) line(recordText(record, fields.get(source) as readonly string[]))
  }
  const tables = [...history.tables].sort((a, b) => (targetName(a.target) < targetName(b.target) ? -1 : 1))
  for (const table of tables) updateTable(hash, table)
  return hash.digest('hex')
}

/** By source: the fields that any document reads, in order. */
function fieldsOfSources(history: History): Map<string, readonly string[]> {
  const fields = new Map<string, Set<string>>()
  for (const definitions of history.tables.flatMap(table => targetDocuments(table.target))) {
    for (const source of definitions.sources.values()) {
      const known = fields.get(source.name) ?? new Set<string>()
      fields.set(source.name, known)
      for (const field of source.fields.keys()) known.add(field)
    }
  }
  return new Map([...fields].map(([name, known]) => [name, [...known].sort()]))
}

/** (α, position), as they were recorded; a record without an arrival time comes last. */
function inLogOrder(records: readonly PlacedRecord[]): PlacedRecord[] {
  const arrival = ({ arrivalTime }: PlacedRecord) =>
    Number.isNaN(arrivalTime) ? Number.POSITIVE_INFINITY : arrivalTime
  const compare = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0)
  return [...records].sort((a, b) => compare(arrival(a), arrival(b)) || compare(a.position, b.position))
}

function recordText(record: PlacedRecord, fields: readonly string[]): string {
  const { placement, revision } = record
  const whole = typeof revision === 'number' && Number.isInteger(revision) ? BigInt(revision) : revision
  return valueText([
    record.id,
    record.eventTime,
    record.arrivalTime,
    record.op,
    whole,
    placement === null ? null : [placement.partition, placement.offset],
    ...fields.map(field => ownMember(record.fields, field) ?? null),
  ])
}

function updateTable(hash: Hash, { target, served, training }: HistoryTable): void {
  const columns = targetColumns(target).map(each => each.column)
  const request = [...requestFields(target).keys()].sort()
  hash.update(`served ${targetName(target)}\n`)
  for (const row of served) hash.update(`${servedText(row, columns, request)}\n`)
  hash.update(training === null ? 'no training\n' : 'training\n')
  for (const row of training ?? []) hash.update(`${trainingText(row, columns)}\n`)
}

function servedText(row: ServedRow, columns: readonly string[], request: readonly string[]): string {
  const cells = columns.map(column => {
    const cell = ownMember(row.cells, column)
    return cell === undefined ? 'absent' : valueText([cell.value, cell.state])
  })
  const fixed: Value[] = [
    row.probeId,
    row.key,
    row.asOf,
    row.answeredAt,
    row.version,
    row.askedVersion,
    row.applied === null ? null : canonicalApplied(row.applied),
    row.watermark,
    request.map(name => ownMember(row.request, name) ?? null),
  ]
  return [valueText(fixed), ...cells].join(' ')
}

function trainingText(row: TrainingRow, columns: readonly string[]): string {
  const cells = columns.map(column => {
    const value = ownMember(row.values, column)
    return value === undefined ? 'absent' : valueText(value)
  })
  return [valueText([row.probeId, row.key, row.asOf]), ...cells].join(' ')
}

/** A text that two values share exactly when they are the same, −0 and 0 apart. */
function valueText(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value === 'boolean') return String(value)
  return `[${value.map(valueText).join(',')}]`
}

function jsonText(data: unknown): string {
  return canonicalize(data) as string
}
