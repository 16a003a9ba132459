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

type Choose = (records: readonly AcceptedRecord[]) => AcceptedRecord | undefined

/** Deletes are honoured, but of the upserts another one stands. */
function amongUpserts(choose: Choose): ResolveId {
  return records => {
    const own = withoutRedeliveries(records)
    const newest = highestRevision(own)
    if (newest === undefined || !newest.upsert) return []
    return standing(own, all => choose(all.filter(record => record.upsert)))
  }
}

const lowest: Choose = records => records.reduce((a, b) => (b.revision < a.revision ? b : a))
const earliest: Choose = records => records[0]
const second: Choose = records => records.toSorted((a, b) => a.revision - b.revision)[1] ?? records[0]
const lastButOne: Choose = records => records.toSorted((a, b) => b.revision - a.revision)[1] ?? records[0]

/** What a correction says is taken, but not the part that `keep` takes from the first. */
function partly(keep: (corrected: TracedFact, first: TracedFact) => TracedFact): ResolveId {
  return amongUpsertsMapped(({ newest, first }) => keep(factOf(newest, first), factOf(first, first)))
}

function amongUpsertsMapped(
  map: (of: { newest: AcceptedRecord; first: AcceptedRecord }) => TracedFact,
): ResolveId {
  return records => {
    const own = withoutRedeliveries(records)
    const newest = highestRevision(own)
    const first = firstUpsert(own)
    return newest === undefined || !newest.upsert || first === undefined ? [] : [map({ newest, first })]
  }
}

/** The first upsert stands, whatever comes later, until a delete. */
const firstOnly = folded((_, record, hadUpsert) => !record.upsert || !hadUpsert)
/** The first correction stands, and no later one is taken. */
const firstCorrection = folded(
  (standing, record) => standing === null || !record.upsert || standing.revision === 0,
)
const moving = folded(
  (standing, record) =>
    standing === null || !standing.upsert || !record.upsert || standing.eventTime !== record.eventTime,
)
/** As `moving`, of deletes too, which may carry the event time of what they delete. */
const movingAll = folded(
  (standing, record) => standing === null || !standing.upsert || standing.eventTime !== record.eventTime,
)
const higherAsText = folded(
  (standing, record, hadUpsert) =>
    standing === null || !hadUpsert || String(record.revision) > String(standing.revision),
)
const byText = folded(
  () => true,
  (standing, record) => standing === null || String(record.revision) > String(standing.revision),
)

/** A correction at the event time of what it corrects is dropped. */
const sameTimeIgnored: ResolveId = records => {
  const own = withoutRedeliveries(records)
  const newest = highestRevision(own)
  if (newest === undefined || !newest.upsert) return []
  return standing(own, all => {
    const upserts = all.filter(record => record.upsert)
    return upserts.reduce((a, b) => (b.revision > a.revision && b.eventTime !== a.eventTime ? b : a))
  })
}

/** Each revision is a fact of its own. */
const added: ResolveId = records => {
  const own = withoutRedeliveries(records)
  const first = firstUpsert(own)
  if (first === undefined || highestRevision(own)?.upsert !== true) return []
  return own.filter(record => record.upsert).map(record => factOf(record, first))
}

/** A higher revision that changes nothing, or not all that it should. */
export const correctionIgnored: CauseRule = {
  says: 'keeps a fact as it was, though a higher revision corrects it',
  mend: 'let the highest revision of an id replace the others as a whole, from its own arrival on: value and event time, at equal event times too',
  looksLike: 'Old values stay for the facts that were corrected, or old and new are both counted.',
  example: 'latest(x), k@2 x=1, revision 2 of it x=5 → served 1, point-in-time gives 5',
  known: [
    { symptom: 'a correction at the same event time is ignored online', where: 'feast-dev/feast#2795' },
    { symptom: 'of three or more corrections a wrong one is used', where: 'feast-dev/feast#3360' },
    { symptom: 'a mutation is judged by event time', where: 'airbnb/chronon#527' },
  ],
  variants: ({ wrong, right }) => {
    const isCorrected = [...wrong, ...right].some(({ records }) =>
      records.some(record => record.upsert && record.revision > 0),
    )
    if (!isCorrected) return []
    const because = (fact: TracedFact | null) =>
      `revision ${fact?.record.revision ?? '?'} of ${arrivedText(fact)}, is not what stands by then`
    const named = (label: string, resolve: ResolveId, cost: number) =>
      policyVariant({ label, cost, policy: { resolve }, because })
    return [
      named('keeps the first revision of a fact', amongUpserts(lowest), 0),
      named('keeps the revision of a fact that arrived first', amongUpserts(earliest), 0.25),
      named('takes no upsert of a fact after the first', firstOnly, 0.25),
      named('ignores a correction at the same event time', sameTimeIgnored, 0.5),
      named('ignores a correction at the same event time', moving, 0.25),
      named('keeps the first of several corrections', firstCorrection, 0.5),
      named('ignores a correction at the same event time', movingAll, 0.5),
      named('compares revisions as texts', byText, 0.5),
      named('compares revisions as texts', higherAsText, 0.5),
      named('counts a correction beside what it corrects', added, 0.5),
      named('keeps the event time of the first revision', partly(keepTime), 0.5),
      named('keeps the fields of the first revision', partly(keepFields), 0.5),
      named('keeps the second revision of several', amongUpserts(second), 1),
      named('keeps the last revision but one', amongUpserts(lastButOne), 1),
    ]
  },
}

const keepTime = (corrected: TracedFact, first: TracedFact): TracedFact => ({
  ...corrected,
  eventTime: first.eventTime,
})

const keepFields = (corrected: TracedFact, first: TracedFact): TracedFact => ({
  ...corrected,
  fields: first.fields,
})
