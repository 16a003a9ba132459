import type { SpecSource } from '../../diff/spec-source.ts'
import type { AcceptedRecord } from '../../oracle/specification/accepted-log.ts'
import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import type { CauseRule, Prediction } from '../cause-rule.ts'
import type { Asked, StoredCell } from '../cell.ts'
import type { TracedFact } from '../traced-fact.ts'
import { hour, lengthText, minute, second, usualGrids } from './durations.ts'
import { lostAmong } from './fact-lost.ts'
import { arrivedText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

const later = (fact: TracedFact | null) => `${arrivedText(fact)}, is late and counts all the same`

/** Facts that are left where an earlier arrival was of a later event time. */
function inOrder(facts: readonly TracedFact[]): TracedFact[] {
  const arrived = facts.toSorted(
    (a, b) => a.firstArrival - b.firstArrival || a.first.record.position - b.first.record.position,
  )
  let highest = Number.NEGATIVE_INFINITY
  return arrived.filter(({ eventTime }) => {
    const isKept = eventTime >= highest
    highest = Math.max(highest, eventTime)
    return isKept
  })
}

/** The newest event time (µs) of any key before each record of a log, by its position; null where only some keys are at hand. */
const newestBefore = new WeakMap<SpecSource, ReadonlyMap<number, number>>()

function newestOf({ plan, row }: Asked): ReadonlyMap<number, number> | null {
  if (!row.world.isWhole) return null
  const log = row.world.logs(plan.definitions, plan.feature.source.name)
  const known = newestBefore.get(log)
  if (known !== undefined) return known
  const records = log.keys().flatMap(key => log.records(key))
  const ordered = records.toSorted((a, b) => a.arrival - b.arrival || a.record.position - b.record.position)
  const newest = new Map<number, number>()
  let highest = Number.NEGATIVE_INFINITY
  for (const { record, eventTime, upsert } of ordered) {
    newest.set(record.position, highest)
    if (upsert) highest = Math.max(highest, eventTime ?? highest)
  }
  newestBefore.set(log, newest)
  return newest
}

/** Records that a load takes. */
const loadSizes = [...Array.from({ length: 31 }, (_, i) => i + 2), 50, 64, 100, 128, 256, 500, 1_000]

const loads = new WeakMap<SpecSource, Map<number, ReadonlyMap<number, number>>>()

/** The newest event time (µs) of the loads before that of each record, by its position; null without the whole log. */
function loadedBefore({ plan, row }: Asked, size: number): ReadonlyMap<number, number> | null {
  if (!row.world.isWhole) return null
  const log = row.world.logs(plan.definitions, plan.feature.source.name)
  const ofLog = loads.get(log) ?? new Map<number, ReadonlyMap<number, number>>()
  loads.set(log, ofLog)
  const known = ofLog.get(size)
  if (known !== undefined) return known
  const records = log.keys().flatMap(key => log.records(key))
  const newest = new Map<number, number>()
  let [loaded, seen, count] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (const { record, eventTime, upsert } of records.toSorted(
    (a, b) => a.record.position - b.record.position,
  )) {
    if (!upsert || eventTime === null) continue
    if (count++ % size === 0) loaded = seen
    seen = Math.max(seen, eventTime)
    newest.set(record.position, loaded)
  }
  ofLog.set(size, newest)
  return newest
}

/** µs by which a fact lay behind the newest event of its source when it arrived; without the whole log: behind its arrival. */
function behind(asked: Asked): (record: AcceptedRecord) => number {
  const newest = newestOf(asked)
  return ({ record, eventTime, arrival, upsert }) => {
    if (!upsert || eventTime === null) return Number.NEGATIVE_INFINITY
    if (newest === null) return arrival - eventTime
    return (newest.get(record.position) ?? Number.NEGATIVE_INFINITY) - eventTime
  }
}

/** Late facts of which some are missing. */
function someLate(cell: StoredCell): Prediction | null {
  const lag = behind(cell)
  const found = lostAmong(cell, record => lag(record) >= 0)
  return found === null ? null : { ...found, bits: found.bits - 0.5 }
}

/** A fact that came late and is left out, though the feature lets it in. */
export const lateDropped: CauseRule = {
  says: 'leaves out facts that arrive after their event time, though the feature allows it',
  mend: 'let every fact in whose lateness is within allowedLateness (any, where none is declared), and move a watermark by arrival, not by event time',
  looksLike:
    'Values lack what arrived late; batch loads miss rows whose event time lies before the last load.',
  example: 'count().over(1h), k@11:59 arrives 12:01 → read k at 12:02: served 0, point-in-time gives 1',
  known: [{ symptom: 'an incremental load misses late rows', where: 'feast-dev/feast#4133' }],
  variants: ({ feature, side }) => {
    const declared = feature.allowedLateness
    const limits = [0, ...usualGrids, ...(declared === null ? [] : [declared - 1, declared / 2])]
    const allowing = limits
      .filter(limit => declared === null || limit < declared)
      .map(limit =>
        policyVariant({
          label:
            limit === 0
              ? 'drops every late fact'
              : declared !== null && limit === declared - 1
                ? 'drops a fact that is as late as is allowed'
                : `drops facts that are more than ${lengthText(limit)} late`,
          cost: limit === 0 ? 0 : 3,
          policy: { facts: facts => facts.filter(({ lateness }) => lateness <= limit) },
          because: later,
        }),
      )
    const loadsByTime = [minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 24 * hour].map(
      grid =>
        policyVariant({
          label: `misses facts that arrive after the load of every ${lengthText(grid)} that their event time belongs to`,
          cost: 4,
          policy: {
            facts: facts => facts.filter(fact => floorTo(fact.firstArrival - 1, grid) < fact.eventTime),
          },
          because: later,
        }),
    )
    return [
      ...allowing,
      policyVariant({
        label: 'drops a fact that arrives after a newer one',
        cost: 0.5,
        policy: { facts: inOrder },
        because: later,
      }),
      ...[0, second, 10 * second, minute, 10 * minute, hour].map(slack =>
        policyVariant({
          label: `drops a fact more than ${lengthText(slack)} older than the newest event of any key`,
          cost: slack === 0 ? 1 : 3,
          policy: {
            records: (records, asked) => {
              const lag = behind(asked)
              return records.filter(record => lag(record) <= slack)
            },
          },
          because: later,
        }),
      ),
      ...loadSizes.map(size =>
        policyVariant({
          label: `loads ${size} records at a time, and of them what is newer than all that was loaded before`,
          cost: 4,
          policy: {
            records: (records, asked) => {
              const loaded = loadedBefore(asked, size)
              return records.filter(({ upsert, eventTime, record }) => {
                return (
                  !upsert || (eventTime ?? 0) > (loaded?.get(record.position) ?? Number.NEGATIVE_INFINITY)
                )
              })
            },
          },
          because: later,
        }),
      ),
      {
        kind: 'loose',
        label: 'leaves out some facts that arrived after newer ones',
        cost: 3,
        because: later,
        explains: someLate,
      },
      ...(declared === null
        ? []
        : [
            policyVariant({
              label: 'judges lateness by the newest revision',
              cost: 1,
              policy: {
                inTime: ({ record, eventTime }, allowed) => record.arrival - eventTime <= allowed,
              },
              because: later,
            }),
          ]),
      ...(side === 'online'
        ? []
        : [
            policyVariant({
              label: 'knows in a training row only what had arrived by its instant',
              cost: 0.5,
              policy: asked => ({
                look: look => ({ ...look, isVisible: ({ arrival }) => arrival <= asked.point.asOf }),
              }),
              because: later,
            }),
          ]),
      ...loadsByTime,
    ]
  },
}
