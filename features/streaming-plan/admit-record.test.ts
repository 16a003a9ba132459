import fc from 'fast-check'
import { expect, test } from 'vitest'
import { admitRecord, type RevisionOfFact } from './admit-record.ts'
import { canonicalRevision, type IdState } from './id-state.ts'

const record = fc.record({
  revision: fc.oneof(fc.nat(4), fc.bigInt({ min: 2n ** 53n, max: 2n ** 53n + 1n })),
  upsert: fc.boolean(),
  eventTime: fc.integer({ min: -100, max: 100 }),
})

/** The records of one id in log order; a delete's event time means nothing. */
const records = fc.array(record, { maxLength: 8 }).map(drawn =>
  drawn.map(
    (each, i): RevisionOfFact => ({
      ...each,
      arrival: 10 * i,
      eventTime: each.upsert ? each.eventTime : null,
    }),
  ),
)

/** What semantics § 2 says of them, in as many words: the first of a revision counts, the highest revision stands. */
function plainly(log: readonly RevisionOfFact[]) {
  const counting = log.filter((each, i) => !log.slice(0, i).some(other => other.revision === each.revision))
  const newest = counting.reduce<RevisionOfFact | null>((top, each) => {
    return top === null || each.revision > top.revision ? each : top
  }, null)
  const first = counting.find(each => each.upsert)
  return {
    stands: newest?.upsert ? newest.eventTime : null,
    revision: newest?.revision ?? null,
    firstArrival: first?.arrival ?? null,
    lateness: first === undefined ? 0 : first.arrival - first.eventTime!,
  }
}

test('an id is after any records what the semantics make of them at once, redeliveries of any content among them', () => {
  fc.assert(
    fc.property(records, log => {
      let state: IdState | undefined
      let stands: number | null = null
      for (const [i, each] of log.entries()) {
        const admission = admitRecord(state, each)
        if (admission !== null) {
          // The version that goes is the one that stood: whoever keeps facts by event time finds it there.
          if (admission.superseded !== null) expect(admission.superseded).toBe(stands)
          if (admission.superseded !== null || admission.stands) {
            stands = admission.stands ? each.eventTime : null
          }
          state = admission.state
        }
        const { revision, firstArrival = null, lateness = 0, eventTime = null } = state ?? { revision: null }
        expect({ stands, revision, firstArrival, lateness }).toEqual(plainly(log.slice(0, i + 1)))
        expect(eventTime).toBe(stands)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('delivering any suffix again changes nothing', () => {
  fc.assert(
    fc.property(records, fc.nat(8), (log, from) => {
      const apply = (given: IdState | undefined, some: readonly RevisionOfFact[]) =>
        some.reduce((state, each) => admitRecord(state, each)?.state ?? state, given)
      const state = apply(undefined, log)
      expect(apply(state, log.slice(from))).toEqual(state)
    }),
  )
})

test('an upsert that repeats the revision of a delete is a redelivery, not the first upsert', () => {
  const at = (arrival: number, revision: number, eventTime: number | null) => {
    return { arrival, revision, eventTime, upsert: eventTime !== null }
  }
  const deleted = admitRecord(undefined, at(1, 3, null))!.state
  expect(admitRecord(deleted, at(2, 3, 0))).toBe(null)
  expect(admitRecord(deleted, at(2, 2, 0))!.state).toMatchObject({
    firstArrival: 2,
    eventTime: null,
    revision: 3,
  })
})

test('one revision has one representation', () => {
  expect([canonicalRevision(7n), canonicalRevision(7)]).toEqual([7, 7])
  expect([canonicalRevision(2n ** 60n), canonicalRevision(2 ** 60)]).toEqual([2n ** 60n, 2n ** 60n])
})
