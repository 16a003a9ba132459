import type { PlacedRecord } from '../../features/log-record.ts'
import type { MarkName } from '../../scenarios/rules/index.ts'
import type { MeasuredRun } from './measured-run.ts'

/** What a run must have had for a mark to be hit at all: a store that cannot do it, or take it, is not held to it. */
type Need =
  | 'training'
  | 'states'
  | 'stated'
  | 'steps'
  | 'past'
  | 'version'
  | 'copies'
  | 'corrections'
  | 'deletes'
  | 'rejects'
  | 'microseconds'

/** By rule, or by mark where only one side has a need. */
const needs: Readonly<Record<string, Need>> = {
  'as-trained': 'training',
  'as-trained-later': 'training',
  'refresh-trained': 'training',
  'lateness-reading offline': 'training',
  state: 'states',
  'state-order': 'states',
  applied: 'stated',
  'as-applied': 'stated',
  'nothing-applied': 'stated',
  watermark: 'stated',
  'application-order': 'steps',
  'as-known past': 'past',
  version: 'version',
  redelivery: 'copies',
  correction: 'corrections',
  'correction-arrival': 'corrections',
  'lateness-once': 'corrections',
  'order first-upsert': 'corrections',
  retraction: 'deletes',
  'retraction-arrival': 'deletes',
  revival: 'deletes',
  reject: 'rejects',
  'reject-slot': 'rejects',
  'null-key record': 'rejects',
  microseconds: 'microseconds',
}

/** Which needs of marks a run meets. */
export function needsMet({ history, moves }: MeasuredRun): ReadonlySet<Need> {
  const met = new Set<Need>()
  if (history.tables.some(({ training }) => (training?.length ?? 0) > 0)) met.add('training')
  if (moves.some(({ kind }) => kind === 'step')) met.add('steps')
  for (const { served } of history.tables) {
    for (const { applied, watermark, cells, asOf, answeredAt, version } of served) {
      if (applied !== null || watermark !== null) met.add('stated')
      if (asOf < answeredAt) met.add('past')
      if (version !== null) met.add('version')
      if (!met.has('states') && Object.values(cells).some(({ state }) => state !== null)) met.add('states')
    }
  }
  for (const records of history.events.values()) for (const need of recordNeeds(records)) met.add(need)
  return met
}

/** What a log holds: a store that takes no such records, or no such instants, has runs without them. */
function recordNeeds(records: readonly PlacedRecord[]): Set<Need> {
  const met = new Set<Need>()
  const revisions = new Map<PlacedRecord['id'], Set<PlacedRecord['revision']>>()
  for (const { id, revision, op, eventTime } of records) {
    if (id === null || revision === null || (op !== 'upsert' && op !== 'delete')) {
      met.add('rejects')
      continue
    }
    if (op === 'delete') met.add('deletes')
    if ((eventTime ?? 0) % 1_000 !== 0) met.add('microseconds')
    const seen = revisions.get(id) ?? new Set<PlacedRecord['revision']>()
    revisions.set(id, seen)
    if (seen.has(revision)) met.add('copies')
    else if (seen.size > 0 && op === 'upsert') met.add('corrections')
    seen.add(revision)
  }
  return met
}

/** Whether only a training value can hit a mark. */
export function isOfTraining(name: MarkName): boolean {
  return needsOf(name).includes('training')
}

function needsOf(name: MarkName): Need[] {
  const [rule = '', side = ''] = name.split(' ')
  const own = needs[name] ?? needs[rule]
  const beside: Need[] = side === 'before' || side === 'after' ? ['microseconds'] : []
  return own === undefined ? beside : [own, ...beside]
}

/** Whether a run that meets these needs can hit a mark. */
export function isWithin(name: MarkName, met: ReadonlySet<Need>): boolean {
  return needsOf(name).every(need => met.has(need))
}
