import type { StoredFeature } from '../../../features/definitions.ts'
import type { AcceptedRecord } from '../../oracle/specification/accepted-log.ts'
import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import type { CauseRule, Subject, Variant } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import type { TracedFact } from '../traced-fact.ts'
import { hour, lengthText, minute, second, usualGrids } from './durations.ts'
import { lostAmong, lostFacts } from './fact-lost.ts'
import { arrivedText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'
import type { SomeFacts } from './some-facts.ts'
import { behind, behindAtMost, loadedBefore } from './watermarks.ts'

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

/** A fact that came late and is left out, though the feature lets it in. */
export const lateDropped: CauseRule = {
  says: 'leaves out facts that arrive after their event time, though the feature allows it',
  mend: 'let every fact in whose lateness is within allowedLateness (any, where none is declared), and move a watermark by arrival, not by event time',
  looksLike:
    'Values lack what arrived late; batch loads miss rows whose event time lies before the last load.',
  example: 'count().over(1h), k@11:59 arrives 12:01 → read k at 12:02: served 0, point-in-time gives 1',
  known: [{ symptom: 'an incremental load misses late rows', where: 'feast-dev/feast#4133' }],
  variants: ({ feature, side, wrong, right }) => [
    ...limits(feature),
    policyVariant({
      label: 'drops a fact that arrives after a newer one',
      cost: 0.5,
      policy: { facts: inOrder },
      because: later,
    }),
    ...byWatermark(),
    ...byLoads(),
    ...someLate({ feature, side, wrong, right }),
    ...(feature.allowedLateness === null ? [] : [byNewestRevision]),
    ...(side === 'online' ? [] : [asKnownInTraining]),
    ...loadsByTime(),
  ],
}

/** Facts dropped that are later than some limit, which is less than what is declared. */
function limits({ allowedLateness: declared }: StoredFeature): Variant[] {
  const all = [0, ...usualGrids, ...(declared === null ? [] : [declared - 1, declared / 2])]
  return all
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
}

/** Facts dropped that lie behind a watermark, which the newest event moves. */
function byWatermark(): Variant[] {
  return [0, second, 10 * second, minute, 10 * minute, hour].map(slack =>
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
  )
}

/** Records that a load takes. */
const loadSizes = [...Array.from({ length: 31 }, (_, i) => i + 2), 50, 64, 100, 128, 256, 500, 1_000]

/** Loads of so many records, each of which asks for what is newer than the one before it. */
function byLoads(): Variant[] {
  return loadSizes.map(size =>
    policyVariant({
      label: `loads ${size} records at a time, and of them what is newer than all that was loaded before`,
      cost: 4,
      policy: {
        records: (records, asked) => {
          const loaded = loadedBefore(asked, size)
          return records.filter(({ upsert, eventTime, record }) => {
            return !upsert || (eventTime ?? 0) > (loaded?.get(record.position) ?? Number.NEGATIVE_INFINITY)
          })
        },
      },
      because: later,
    }),
  )
}

/** Loads that come regularly, each of the period that it ends. */
function loadsByTime(): Variant[] {
  return [minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 24 * hour].map(grid =>
    policyVariant({
      label: `misses facts that arrive after the load of every ${lengthText(grid)} that their event time belongs to`,
      cost: 4,
      policy: {
        facts: facts => facts.filter(fact => floorTo(fact.firstArrival - 1, grid) < fact.eventTime),
      },
      because: later,
    }),
  )
}

const byNewestRevision = policyVariant({
  label: 'judges lateness by the newest revision',
  cost: 1,
  policy: { inTime: ({ record, eventTime }, allowed) => record.arrival - eventTime <= allowed },
  because: later,
})

const asKnownInTraining = policyVariant({
  label: 'knows in a training row only what had arrived by its instant',
  cost: 0.5,
  policy: asked => ({
    look: look => ({ ...look, isVisible: ({ arrival }) => arrival <= asked.point.asOf }),
  }),
  because: later,
})

/** What facts have to be late by (µs), so that it tells something when only late ones are missing. */
const latenesses = [0, 10 * second, 10 * minute]

/** Share of what is missing that has to be late, and what that has to tell (bits), so that lateness is taken for its cause. */
const tellingShare = 0.9
const tellingBits = 6

/** Late facts of which some are missing, and of those that are not late none. */
function someLate({ wrong, right }: Subject): Variant[] {
  const cells = [...wrong, ...right]
  const found = new WeakMap<StoredCell, SomeFacts | null>()
  const lost = (cell: StoredCell): SomeFacts | null => {
    const known = found.get(cell)
    if (known !== undefined) return known
    const lag = behindAtMost(cell, cells)
    const made = lostAmong(cell, record => lag(record) > 0)
    found.set(cell, made)
    return made
  }
  const known = new Map<number, boolean>()
  const isTelling = (least: number): boolean => {
    const made = known.get(least) ?? tells(wrong, cells, lost, least)
    known.set(least, made)
    return made
  }
  return latenesses.map((least, i) => ({
    kind: 'loose',
    label: `leaves out some facts that arrived ${least === 0 ? '' : `more than ${lengthText(least)} `}after newer ones`,
    cost: 3 + i / 8,
    because: later,
    explains: cell => {
      const made = lost(cell)
      const lag = behindAtMost(cell, cells)
      if (made === null || !made.chosen.every(({ record }) => lag(record) > least)) return null
      return { ...made, bits: made.bits + (isTelling(least) ? -1 : 1.5) }
    },
  }))
}

/**
 * Whether lateness tells what is missing. Of facts that are lost whatever they are some are late too, and one lost fact shows in
 * many cells: so each counts once, for the more the fewer facts are late at all, and hardly any other may be missing.
 */
function tells(
  wrong: readonly StoredCell[],
  cells: readonly StoredCell[],
  lost: (cell: StoredCell) => SomeFacts | null,
  least: number,
): boolean {
  const missing = wrong.filter(cell => lostFacts(cell) !== null)
  const facts = new Map<string, number>()
  let late = 0
  for (const cell of missing) {
    const lag = behindAtMost(cell, cells)
    const isLate = (record: AcceptedRecord) => lag(record) > least
    const chosen = lost(cell)?.chosen
    if (chosen === undefined || !chosen.every(({ record }) => isLate(record))) continue
    late++
    const upserts = cell.records.filter(({ upsert }) => upsert)
    const share = (upserts.filter(isLate).length + 1) / (upserts.length + 1)
    for (const { id } of chosen) facts.set(String(id), -Math.log2(share))
  }
  const bits = [...facts.values()].reduce((sum, each) => sum + each, 0)
  return bits >= tellingBits && late >= tellingShare * missing.length
}
