import { compareText } from '../../oracle/specification/compare-values.ts'
import type { CauseRule } from '../cause-rule.ts'
import type { TracedFact } from '../traced-fact.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

type Order = (a: TracedFact, b: TracedFact) => number

const ordering = new Set(['first', 'last', 'lastN', 'latest'])
const idText = (fact: TracedFact) => String(fact.id)
const place = (fact: TracedFact) => fact.record.record.position

const byTime: Order = (a, b) => a.eventTime - b.eventTime
const thenBy =
  (...orders: readonly Order[]): Order =>
  (a, b) => {
    for (const order of [byTime, ...orders]) {
      const less = order(a, b)
      if (less !== 0) return less
    }
    return 0
  }

const ids: Order = (a, b) =>
  typeof a.id === 'bigint' && typeof b.id === 'bigint'
    ? Number(a.id - b.id)
    : compareText(idText(a), idText(b))
const idsAsText: Order = (a, b) => compareText(idText(a), idText(b))
const idsAsNumbers: Order = (a, b) => Number(a.id) - Number(b.id)
const idLengths: Order = (a, b) => idText(a).length - idText(b).length
const utf16: Order = (a, b) => (idText(a) < idText(b) ? -1 : idText(a) > idText(b) ? 1 : 0)
const firstArrivals: Order = (a, b) => a.firstArrival - b.firstArrival
const arrivals: Order = (a, b) => a.record.arrival - b.record.arrival
const places: Order = (a, b) => place(a) - place(b)
const flipped =
  (order: Order): Order =>
  (a, b) =>
    order(b, a)

/** Equal event times put in another order than (arrival of the first upsert, id). */
export const tieBreak: CauseRule = {
  says: 'puts facts of equal event time in another order than by the arrival of their first upsert and their id',
  mend: 'order facts by (event time, arrival of the first upsert, id); integer ids as numbers, string ids by code point',
  looksLike: 'Wrong for latest, last, first and lastN where two facts of a key have one event time.',
  example: 'last(x), k@1 id=a x=1, k@1 id=b x=2 → served 1, point-in-time gives 2',
  known: [
    { symptom: 'the order of two sources at equal times is arbitrary', where: '4paradigm/OpenMLDB#1780' },
  ],
  variants: ({ feature }) => {
    if (!ordering.has(feature.aggregate.kind)) return []
    const orders: readonly (readonly [string, Order])[] = [
      ['the other way round', thenBy(flipped(firstArrivals), flipped(ids))],
      ['by arrival, the other way round', thenBy(flipped(firstArrivals), ids)],
      ['by id, the other way round', thenBy(firstArrivals, flipped(ids))],
      ['by id alone', thenBy(ids)],
      ['by id alone, the other way round', thenBy(flipped(ids))],
      ['by the arrival of what they say now', thenBy(arrivals, ids)],
      ['by the arrival of what they say now, the other way round', thenBy(flipped(arrivals), flipped(ids))],
      ['by their place in the log', thenBy(places)],
      ['by their place in the log, the other way round', thenBy(flipped(places))],
      ['by arrival and ids as texts', thenBy(firstArrivals, idsAsText)],
      ['by arrival and ids as numbers', thenBy(firstArrivals, idsAsNumbers)],
      ['by arrival and the length of ids', thenBy(firstArrivals, idLengths, ids)],
      ['by arrival and ids by UTF-16 unit', thenBy(firstArrivals, utf16)],
      ['by arrival and place in the log', thenBy(firstArrivals, places)],
    ]
    return orders.map(([how, order], i) =>
      policyVariant({
        label: `orders facts of equal event time ${how}`,
        cost: 1 + i / 16,
        policy: { order },
        because: fact => `${factText(fact)} has the event time of another fact, and ${tieText}`,
      }),
    )
  },
}

const tieText = 'ties are broken by (arrival of the first upsert, id)'
