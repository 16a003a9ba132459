import type { StoredFeature } from '../../../features/definitions.ts'
import { equalsRecomputed } from '../../diff/equal.ts'
import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import type { CauseRule, Prediction, Variant } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import { evaluateAsked, lookOf } from '../evaluate-asked.ts'
import {
  factOf,
  firstUpsert,
  type ResolveId,
  resolveById,
  standing,
  type TracedFact,
} from '../traced-fact.ts'
import { day, hour, lengthText, minute, second } from './durations.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'
import { byArrival, choices } from './some-facts.ts'

/** Every redelivery of the standing revision is one more fact. */
const countedAgain: ResolveId = records => {
  const [fact] = standing(records, all => all.reduce((a, b) => (b.revision > a.revision ? b : a)))
  if (fact === undefined) return []
  return records
    .filter(record => record.upsert && record.revision === fact.record.revision)
    .map(record => factOf(record, fact.first))
}

/** Every record that was ever appended of an id is a fact, as long as the id is not deleted. */
const allCounted: ResolveId = records => {
  const first = firstUpsert(records)
  const newest = records.reduce((a, b) => (b.revision > a.revision ? b : a))
  if (first === undefined || !newest.upsert) return []
  return records.filter(record => record.upsert).map(record => factOf(record, record))
}

/** Every further copy is a fact of its own, which no correction and no delete finds. */
const copiesApart: ResolveId = records => [...resolveById(records), ...copiesOf(records)]

function copiesOf(records: Parameters<ResolveId>[0]): TracedFact[] {
  const seen = new Set<number>()
  return records.flatMap(record => {
    const isFirst = !seen.has(record.revision)
    seen.add(record.revision)
    return isFirst || !record.upsert ? [] : [factOf(record, record)]
  })
}

/** Some further copies count, others do not. */
function someCopies(cell: StoredCell): Prediction | null {
  const { isVisible } = lookOf(cell.feature, cell.point)
  const byId = Map.groupBy(cell.records.filter(isVisible), record => record.id)
  const copies = [...byId.values()].flatMap(copiesOf).toSorted(byArrival)
  const counting = copies.filter(copy => evaluateAsked(cell, { facts: () => [copy] }).facts.length > 0)
  let tried = 0
  for (const again of choices(counting)) {
    if (++tried > copiesMax) return null
    const made = evaluateAsked(cell, { facts: facts => [...facts, ...again] })
    if (equalsRecomputed(cell.feature, cell.given, { ...made.answer, judged: true })) {
      return { ...made, bits: 2 + Math.log2(tried) }
    }
  }
  return null
}

const copiesMax = 400

/** The last appended of a revision stands. */
const lastDelivered: ResolveId = records => {
  return standing(records, all => all.reduce((a, b) => (b.revision >= a.revision ? b : a)))
}

const twice = (when: (fact: TracedFact) => boolean) => (facts: readonly TracedFact[]) =>
  facts.flatMap(fact => (when(fact) ? [fact, fact] : [fact]))

/** A record that was delivered again taken for news. */
export const duplicateCounted: CauseRule = {
  says: 'takes a record that was delivered again for something new',
  mend: 'keep one fact for each id, and let a record whose (id, revision) was seen before change nothing',
  looksLike:
    'Counts and sums are too high by what was delivered again; extremes and distinct counts are right.',
  example: 'count(), k id=e1 delivered twice → served 2, point-in-time gives 1',
  known: [
    { symptom: 'an exact duplicate multiplies training rows', where: 'feast-dev/feast#1736' },
    { symptom: 'a fact at time 0 is counted twice', where: '4paradigm/OpenMLDB#2177' },
    { symptom: 'rows are counted twice round a batch upload', where: 'airbnb/chronon#905' },
    { symptom: 'a lost worker duplicates rows', where: 'airbnb/chronon#1111' },
  ],
  variants: ({ feature }) => [
    policyVariant({ label: 'counts every delivery', policy: { resolve: countedAgain }, because: again }),
    policyVariant({
      label: 'takes every further copy for a fact of its own',
      cost: 0.25,
      policy: { resolve: copiesApart },
      because: again,
    }),
    {
      kind: 'loose',
      label: 'counts a record again that was delivered again, now and then',
      cost: 3,
      because: again,
      explains: someCopies,
    },
    ...afterMidnight(),
    policyVariant({
      label: 'lets the last delivery of a revision stand',
      cost: 0.5,
      policy: { resolve: lastDelivered },
      because: fact => `${factText(fact)} was delivered again with something else, and the first stands`,
    }),
    policyVariant({
      label: 'counts every record, corrections too',
      cost: 1,
      policy: { resolve: allCounted },
      because: again,
    }),
    ...onEdges(feature),
  ],
}

function again(fact: TracedFact | null): string {
  return `${factText(fact)} was delivered again, which changes nothing`
}

function onceOnly(fact: TracedFact | null): string {
  return `${factText(fact)} lies on an edge and counts once`
}

/** Facts that a batch load and the stream both bring. */
function afterMidnight(): Variant[] {
  return [second, minute, 5 * minute, hour].map(width =>
    policyVariant({
      label: `counts what happened in the ${lengthText(width)} after midnight twice`,
      cost: 3,
      policy: { letIn: twice(({ eventTime }) => eventTime - floorTo(eventTime, day) < width) },
      because: onceOnly,
    }),
  )
}

/** Facts that lie where one part of time ends and the next begins, and are taken into both. */
function onEdges({ window: { slide, length } }: StoredFeature): Variant[] {
  const grids = [slide, length, minute, 5 * minute, hour, day].filter(grid => grid !== null)
  return [
    policyVariant({
      label: 'counts a fact at time 0 twice',
      cost: 2,
      policy: { letIn: twice(({ eventTime }) => eventTime === 0) },
      because: onceOnly,
    }),
    ...[...new Set(grids)].map(grid =>
      policyVariant({
        label: 'counts a fact on the edge between two tiles in both',
        cost: 3,
        policy: { letIn: twice(({ eventTime }) => floorTo(eventTime, grid) === eventTime) },
        because: onceOnly,
      }),
    ),
    policyVariant({
      label: 'counts what happened since midnight in the batch and in the stream',
      cost: 3,
      policy: asked => ({
        letIn: twice(({ eventTime }) => eventTime >= floorTo(asked.point.asOf, day)),
      }),
      because: fact => `${factText(fact)} happened since midnight and counts once`,
    }),
  ]
}
