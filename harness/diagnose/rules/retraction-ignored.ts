import type { AcceptedRecord } from '../../oracle/specification/accepted-log.ts'
import type { CauseRule } from '../cause-rule.ts'
import {
  factOf,
  firstUpsert,
  highestRevision,
  type ResolveId,
  standing,
  type TracedFact,
  withoutRedeliveries,
} from '../traced-fact.ts'
import { arrivedText } from './fact-text.ts'
import { folded } from './folded.ts'
import { policyVariant } from './policy-variant.ts'

const upsertsOnly: ResolveId = records =>
  standing(
    withoutRedeliveries(records).filter(record => record.upsert),
    highestRevision,
  )

/** A delete that arrives before any upsert finds nothing to delete and is forgotten. */
const earlyForgotten = folded((_, record, hadUpsert) => record.upsert || hadUpsert)

/** A delete takes away the fact as it was first, and a corrected one stays. */
const correctedStays: ResolveId = records => {
  const own = withoutRedeliveries(records)
  const upserts = own.filter(record => record.upsert)
  return upserts.length > 1 ? standing(upserts, highestRevision) : standing(own, highestRevision)
}

/** A delete blanks the fields and leaves the fact. */
const blanked: ResolveId = records => {
  const own = withoutRedeliveries(records)
  const newest = highestRevision(own)
  const first = firstUpsert(own)
  if (newest === undefined || newest.upsert || first === undefined) return standing(own, highestRevision)
  return standing(
    own.filter(record => record.upsert),
    highestRevision,
  ).map(fact => ({ ...factOf(fact.record, first), fields: {} }))
}

/** A delete blanks the fields of what stands and leaves it where it is. */
const blankedInPlace: ResolveId = records => {
  let standing: AcceptedRecord | null = null
  let time: number | null = null
  for (const record of records) {
    if (standing !== null && record.revision <= standing.revision) continue
    if (record.upsert) time = record.eventTime
    standing = record
  }
  const first = firstUpsert(records)
  if (standing === null || time === null || first === undefined) return []
  return [{ ...factOf(standing, first), eventTime: time }]
}

/** A delete that takes nothing away. */
export const retractionIgnored: CauseRule = {
  says: 'keeps a fact that was deleted',
  mend: 'let a delete remove its id, whatever order the two arrive in',
  looksLike: 'Facts stay counted after their retraction, whole or without their fields.',
  example: 'count(), k id=e1, delete e1 → served 1, point-in-time gives 0',
  known: [{ symptom: 'wrong after everything was deleted', where: 'airbnb/chronon#355' }],
  variants: ({ wrong, right }) => {
    const isDeleted = [...wrong, ...right].some(({ records }) => records.some(record => !record.upsert))
    if (!isDeleted) return []
    const deleted = (fact: TracedFact | null) => `${arrivedText(fact)}, had been deleted by then`
    const named = (label: string, resolve: ResolveId, cost: number) =>
      policyVariant({ label, cost, policy: { resolve }, because: deleted })
    return [
      named('ignores deletes', upsertsOnly, 0),
      named('forgets a delete that arrives before what it deletes', earlyForgotten, 0.5),
      named('keeps a deleted fact that had been corrected', correctedStays, 1),
      named('blanks a deleted fact instead of removing it', blanked, 1),
      named('blanks a deleted fact instead of removing it', blankedInPlace, 0.5),
    ]
  },
}
