import type { Definitions, StoredFeature } from '../../features/definitions.ts'
import { formatInstant } from '../../features/instant-text.ts'
import type { PlacedRecord } from '../../features/log-record.ts'
import { showValue } from '../../features/show-value.ts'
import { targetColumns, targetEntity, targetName } from '../../features/target.ts'
import type { Instant, Value } from '../../features/value.ts'
import type { Picture } from '../../reports/result.ts'
import { canonicalText } from '../diff/canonical-text.ts'
import { specificationSources } from '../diff/specification-sources.ts'
import type { History, HistoryTable, ServedRow } from '../history/history.ts'
import { turningPoints } from './turning-points.ts'

/** Which wrong value is drawn. */
export interface PictureAsked {
  readonly folder: string | null
  readonly target: string
  readonly feature: string
  readonly side: 'online' | 'offline'
  readonly cause: string
  /** Its probe; null: the first that was asked. */
  readonly probe: string | null
  readonly given: string
  readonly expected: string
}

const eventsMax = 60
const answersMax = 100
/** Characters of the fields of an event, and of a value. */
const textMax = 300

/** The events behind a wrong value and the steps of both sides around it; null where there is no such probe or it is no stored feature. */
export function pictureOf(history: History, asked: PictureAsked): Picture | null {
  const table = history.tables.find(({ target }) => targetName(target) === asked.target)
  const column =
    table === undefined ? undefined : targetColumns(table.target).find(each => each.column === asked.feature)
  if (table === undefined || column === undefined || column.feature.kind !== 'stored') return null
  const row = table.served.find(({ probeId }) => asked.probe === null || String(probeId) === asked.probe)
  if (row === undefined || column.definitions === null) return null
  const { definitions, feature } = column
  const key = keyOf(table, definitions, row)
  if (key === null) return null
  const log = specificationSources(history.events, history.page.completeFrom)(
    definitions,
    feature.source.name,
  )
  const records = recordsOf(history, feature, key)
  const cut = history.page.training.cut ?? log.lastArrival ?? row.asOf
  const isTrained = asked.side === 'offline' && history.page.training.reading === 'as-trained'
  const valueAt = (asOf: Instant) => {
    const k = isTrained ? Math.max(cut, asOf) : asOf
    const { value } = log.evaluate(feature, key, { asOf, knowledge: { kind: 'at', k }, trained: isTrained })
    return textOf(value, feature)
  }
  return {
    folder: asked.folder,
    target: asked.target,
    feature: asked.feature,
    side: asked.side,
    cause: asked.cause,
    key: keyText(table, row),
    asOf: formatInstant(row.asOf),
    window: windowAt(feature, row.asOf),
    events: nearest(records, row.asOf).map(record => eventOf(record, feature, row.asOf)),
    eventsOf: records.length,
    given: asked.given.slice(0, textMax),
    expected: asked.expected.slice(0, textMax),
    steps: turningPoints(records, feature, row.asOf).map(at => ({
      at: formatInstant(at),
      value: valueAt(at),
    })),
    answers: answersOf(table, row, asked, feature),
  }
}

/** The key of a document of a service is a part of the probe's. */
function keyOf(table: HistoryTable, { entity }: Definitions, row: ServedRow): readonly Value[] | null {
  const names = targetEntity(table.target).map(({ name }) => name)
  const places = entity.map(({ name }) => names.indexOf(name))
  const key = places.map(place => row.key[place] ?? null)
  return key.includes(null) ? null : key
}

function keyText(table: HistoryTable, row: ServedRow): string {
  return targetEntity(table.target)
    .map(({ name, type }, i) => `${name} ${canonicalText(row.key[i] ?? null, type)}`)
    .join(', ')
}

function recordsOf(
  history: History,
  { source }: StoredFeature,
  key: readonly Value[],
): readonly PlacedRecord[] {
  const records = history.events.get(source.name) ?? []
  return records.filter(({ fields }) => source.keyFields.every((name, i) => fields[name] === key[i]))
}

/** The events nearest to T, in the order of the log. */
function nearest(records: readonly PlacedRecord[], asOf: Instant): readonly PlacedRecord[] {
  const far = ({ eventTime, arrivalTime }: PlacedRecord) => Math.abs((eventTime ?? arrivalTime) - asOf)
  const kept = new Set(records.toSorted((a, b) => far(a) - far(b)).slice(0, eventsMax))
  return records.filter(record => kept.has(record))
}

/** Semantics § 3; a scheduled feature's window hangs on R, which is left to the steps. */
function windowAt({ window, refresh }: StoredFeature, asOf: Instant): Picture['window'] {
  if (refresh !== null) return null
  return { from: textOfInstant(tailOf(window, asOf)), to: formatInstant(asOf), closed: window.closed }
}

function textOfInstant(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at)
}

function tailOf({ length, slide }: StoredFeature['window'], asOf: Instant): Instant | null {
  if (length === null) return null
  return slide === null ? asOf - length : Math.floor((asOf - length) / slide) * slide
}

function eventOf(record: PlacedRecord, feature: StoredFeature, asOf: Instant): Picture['events'][number] {
  const { id, revision, op, eventTime, arrivalTime, fields } = record
  const held = Object.entries(fields).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${showValue(value)}`],
  )
  return {
    id: String(id),
    revision: String(revision),
    op: String(op),
    eventTime: textOfInstant(eventTime),
    arrivalTime: formatInstant(arrivalTime),
    fields: held.join('  ').slice(0, textMax),
    counts: arrivalTime <= asOf && eventTime !== null && isInside(eventTime, feature, asOf),
  }
}

function isInside(eventTime: Instant, { window }: StoredFeature, asOf: Instant): boolean {
  const tail = tailOf(window, asOf)
  return window.closed === 'left'
    ? eventTime < asOf && (tail === null || eventTime >= tail)
    : eventTime <= asOf && (tail === null || eventTime > tail)
}

/** What was answered for the same key, T after T; on the offline side what was trained on. */
function answersOf(
  table: HistoryTable,
  row: ServedRow,
  { side, feature: name }: PictureAsked,
  feature: StoredFeature,
): Picture['answers'] {
  const same = (key: readonly Value[]) => key.every((part, i) => part === row.key[i])
  const given =
    side === 'online'
      ? table.served.map(each => ({ key: each.key, asOf: each.asOf, value: each.cells[name]?.value }))
      : (table.training ?? []).map(each => ({ key: each.key, asOf: each.asOf, value: each.values[name] }))
  return given
    .filter(each => each.value !== undefined && same(each.key))
    .toSorted((a, b) => Math.abs(a.asOf - row.asOf) - Math.abs(b.asOf - row.asOf))
    .slice(0, answersMax)
    .toSorted((a, b) => a.asOf - b.asOf)
    .map(({ asOf, value }) => ({ at: formatInstant(asOf), value: textOf(value ?? null, feature) }))
}

function textOf(value: Value, { type }: StoredFeature): string {
  return canonicalText(value, type).slice(0, textMax)
}
