import { formatInstant } from '../../../features/instant-text.ts'
import type { PlacedRecord } from '../../../features/log-record.ts'
import { type Target, targetColumns, targetEntity, targetName } from '../../../features/target.ts'
import type { Value } from '../../../features/value.ts'
import { judgeHistory } from '../../audit/judge-history.ts'
import type { Given } from '../../diff/equal.ts'
import type { CellJudgement } from '../../diff/judgement.ts'
import type { JudgedRow } from '../../diff/mismatch.ts'
import type { History } from '../../history/history.ts'
import type { PushedRow, Reproduction } from './reproduction.ts'

/** Which wrong value is to be shown; what is null does not matter. */
export interface Wanted {
  readonly feature: string | null
  readonly side: 'online' | 'offline' | null
}

interface Wrong {
  readonly isMissing: boolean
  readonly row: JudgedRow
  readonly cell: CellJudgement
  readonly side: 'online' | 'offline'
}

const requirement = 'feast[redis]==0.67.0'

/**
 * Ways to show the first wrong value of a History of Feast, those with the fewest events first: which of them is enough
 * only Feast itself can say. Empty where nothing is wrong. Pure.
 */
export function reproductions(history: History, wanted: Wanted): Reproduction[] {
  return firstWrong(history, wanted).flatMap(found => waysToShow(history, found))
}

function waysToShow(history: History, found: Wrong): Reproduction[] {
  const { row, cell, side } = found
  const { feature } = cell.plan
  if (feature.kind !== 'stored' || feature.aggregate.of?.node !== 'field') return []
  const field = feature.aggregate.of.name
  const { source } = feature
  const { target } = row.target
  const log = (history.events.get(source.name) ?? []).filter(({ eventTime }) => eventTime !== null)
  const pushed = (record: PlacedRecord): PushedRow => ({
    key: source.keyFields.map(name => record.fields[name] ?? null),
    value: record.fields[field] ?? null,
    eventTime: record.eventTime ?? 0,
    arrivalTime: record.arrivalTime,
  })
  const ofKey = log.filter(record =>
    source.keyFields.every((name, i) => record.fields[name] === row.served.key[i]),
  )
  const values = cell.values
  const expected = (side === 'online' ? values?.asKnown : values?.asTrained) ?? null
  const given = (side === 'online' ? values?.served : values?.training) ?? null
  const decisive = decisiveOf(ofKey, field, [given, expected])
  const alone = (records: readonly PlacedRecord[]) => records.map(record => [pushed(record)])
  const key = targetEntity(target).map((part, i) => ({ ...part, value: row.served.key[i] ?? null }))
  const common = {
    about: aboutOf(found, key, given, expected),
    side,
    isMissing: found.isMissing,
    online: history.page.store?.stack.includes('redis') ? ('redis' as const) : ('sqlite' as const),
    requirement,
    key,
    type: feature.type,
    ttl: feature.aggregate.ttl,
    asOf: row.served.asOf,
    expected: expected?.value ?? null,
  }
  const candidates = [alone(decisive), alone(ofKey), batchesOf(log).map(batch => batch.map(pushed))]
  return candidates.filter(pushes => pushes.length > 0).map(pushes => ({ ...common, pushes }))
}

/** The first wrong cell; where a training row is missing, every cell of it, since any view may have lost it. */
function firstWrong(history: History, { feature, side }: Wanted): Wrong[] {
  for (const row of judgeHistory(history).rows) {
    const asked = row.judgement.cells.filter(({ plan }) => feature === null || plan.column === feature)
    if (row.judgement.trainingMatch === 'missing' && side !== 'online')
      return asked.map(cell => ({ row, cell, side: 'offline', isMissing: true }))
    for (const cell of asked) {
      // A store that answers for now has no lag that could explain a value: stale is wrong.
      const online = cell.served?.kind === 'defect' || cell.served?.kind === 'staleness'
      const offline = cell.training?.kind === 'defect' || cell.training?.kind === 'leak'
      if (online && side !== 'offline') return [{ row, cell, side: 'online', isMissing: false }]
      if (offline && side !== 'online') return [{ row, cell, side: 'offline', isMissing: false }]
    }
  }
  return []
}

/** The facts whose values were given and expected, the last of each; where none is, the newest fact. */
function decisiveOf(
  records: readonly PlacedRecord[],
  field: string,
  values: readonly ({ readonly value: Value } | Given | null)[],
): PlacedRecord[] {
  const chosen = values.flatMap(each => {
    const same = records.filter(record => each !== null && (record.fields[field] ?? null) === each.value)
    return same.slice(-1)
  })
  const newest = records.toSorted((a, b) => (a.eventTime ?? 0) - (b.eventTime ?? 0)).slice(-1)
  const kept = new Set(chosen.length > 0 ? chosen : newest)
  return records.filter(record => kept.has(record))
}

/** Records that arrived as one. */
function batchesOf(records: readonly PlacedRecord[]): PlacedRecord[][] {
  return [...Map.groupBy(records, ({ arrivalTime }) => arrivalTime).values()]
}

function aboutOf(
  { row, cell, side }: Wrong,
  key: Reproduction['key'],
  given: { readonly value: Value } | null,
  expected: { readonly value: Value } | null,
): string {
  const target: Target = row.target.target
  const known = targetColumns(target).some(({ column }) => column === cell.plan.column)
  const what = known ? `${targetName(target)}.${cell.plan.column}` : cell.plan.column
  const whose = key.map(({ name, value }) => `${name} ${String(value)}`).join(', ')
  const gave = given === null ? 'no row' : String(given.value)
  const how = side === 'online' ? 'get_online_features serves' : 'get_historical_features gives'
  return `${what} of ${whose} at ${formatInstant(row.served.asOf)}: ${how} ${gave}, point-in-time is ${String(expected?.value ?? null)}.`
}
