import type { CauseRule, Prediction } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import {
  firstUpsert,
  type ResolveId,
  standing,
  type TracedFact,
  withoutRedeliveries,
} from '../traced-fact.ts'
import { lostAmong } from './fact-lost.ts'
import { arrivedText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'
import { byArrival } from './some-facts.ts'

const ordering = new Set(['first', 'last', 'lastN', 'latest'])

const byFirstArrival = (a: TracedFact, b: TracedFact) =>
  a.firstArrival - b.firstArrival || a.first.record.position - b.first.record.position

/** The record of an id that arrived last stands, whatever its revision. */
const lastArrived: ResolveId = records => standing(withoutRedeliveries(records), all => all.at(-1))

/** As `lastArrived`, but only among upserts. */
const lastUpsert: ResolveId = records => {
  const own = withoutRedeliveries(records)
  const first = firstUpsert(own)
  const newest = own.reduce((a, b) => (b.revision > a.revision ? b : a))
  if (first === undefined || !newest.upsert) return []
  return standing(
    own.filter(record => record.upsert),
    all => all.at(-1),
  )
}

/** Facts that are missing, each older in the log than a fact with an earlier event time. */
function overwritten(cell: StoredCell): Prediction | null {
  const found = lostAmong(cell, ({ eventTime, arrival }) => {
    return cell.records.some(
      other => other.upsert && (other.eventTime ?? 0) < (eventTime ?? 0) && other.arrival >= arrival,
    )
  })
  return found === null ? null : { ...found, bits: found.bits - 0.5 }
}

/** What came last taken for the newest. */
export const outOfOrderOverwrite: CauseRule = {
  says: 'takes what arrived last for the newest, whatever its event time or revision',
  mend: 'overwrite a value only by one with a later (event time, arrival of the first upsert, id), and a revision only by a higher one',
  looksLike:
    'Wrong for latest, last, first and lastN after facts arrived out of order, also within one batch.',
  example: 'latest(x), k@2 x=2, then k@1 x=1 arrives → served 1, point-in-time gives 2',
  known: [
    { symptom: 'a batch in descending time stores the oldest', where: 'feast-dev/feast#5163' },
    { symptom: 'an older write replaces a newer one', where: 'feast-dev/feast#1691' },
  ],
  variants: ({ feature, wrong, right }) => {
    const because = (fact: TracedFact | null) => `${arrivedText(fact)}, is not the newest by event time`
    const cells = [...wrong, ...right]
    const isRevised = cells.some(({ records }) => records.some(({ revision }) => revision > 0))
    const revised = isRevised
      ? [lastArrived, lastUpsert].map((resolve, i) =>
          policyVariant({
            label:
              i === 0
                ? 'lets the revision that arrived last stand'
                : 'lets the upsert that arrived last stand',
            cost: 1 + i / 4,
            policy: { resolve },
            because: fact => `${arrivedText(fact)}, is not the highest revision of its id`,
          }),
        )
      : []
    if (!ordering.has(feature.aggregate.kind)) return revised
    return [
      policyVariant({
        label: 'orders facts by the arrival of what they say now',
        policy: { order: byArrival },
        because,
      }),
      policyVariant({ label: 'orders facts by arrival', policy: { order: byFirstArrival }, because }),
      policyVariant({
        label: 'keeps only the value that arrived last',
        cost: 0.25,
        policy: {
          facts: (facts, asked, look) => {
            const known = facts.filter(({ eventTime }) => eventTime <= look.asOf)
            return known.toSorted(byArrival).slice(-(asked.feature.aggregate.n ?? 1))
          },
          order: byArrival,
        },
        because,
      }),
      ...revised,
      {
        kind: 'loose',
        label: 'lets an older fact overwrite a newer one now and then',
        cost: 3,
        because,
        explains: overwritten,
      },
    ]
  },
}
