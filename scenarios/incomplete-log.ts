import type { LogRecord } from '../features/log-record.ts'
import { storedFeatures } from '../generators/boundaries.ts'
import { ordered } from './features/ordered.ts'
import { payments } from './features/payments.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

const start = 1_772_323_200_000_000
const minute = 60_000_000
const completeFrom = start + 20 * minute
const end = start + 60 * minute

const documents = [payments.definitions, ordered.definitions]

/** A fact a minute and account; the second account has none but before the log is complete. */
const accounts = { often: 60, before: 15 }

const records = Object.entries(accounts).flatMap(([account, minutes]) =>
  Array.from({ length: minutes }, (_, i) => i).flatMap((i): LogRecord[] => {
    const plain = { eventTime: start + i * minute, op: 'upsert', revision: 0 } as const
    const at = { ...plain, id: `${account}-${i}`, arrivalTime: plain.eventTime }
    const paid = { payer: account, amount: 2.5, units: 1n, settled: true, merchant: `m${i}` }
    const seen = { visitor: account, page: `p${i}`, seconds: 1n, seen: 0n, tags: [] }
    return [
      { ...at, source: 'payments', fields: paid },
      { ...at, source: 'visits', fields: seen },
    ]
  }),
)

/** When the tail of a window lies exactly where the log begins to be complete, and 1 µs to either side. */
const moments = new Set(
  storedFeatures(documents).flatMap(({ window: { length, slide } }) =>
    length === null ? [] : [-1, 0, 1].map(by => completeFrom + length + (slide ?? 0) + by),
  ),
)

/** A log that is complete from some instant on only: windows that reach back further are not judged, and the others are. */
export default scenario('incomplete-log', {
  features: documents,
  records,
  completeFrom,
  questions: [...moments, end, end + 1_000_000].flatMap(asOf =>
    documents.flatMap(({ name }) =>
      Object.keys(accounts).map(account => ({
        askedAt: asOf,
        questions: [{ target: name, key: { account }, asOf, request: {} }],
        last: true as const,
      })),
    ),
  ),
  interleaving: random({ catchUp: 0.9 }),
  mustMark: {
    always: [
      'microseconds as-of',
      'unbounded',
      'aggregate mean',
      'aggregate first',
      'not-judged before',
      'not-judged at',
      'not-judged after',
      'not-judged-unbounded sum',
      'not-judged-unbounded latest',
      'not-judged-unbounded latest-before',
    ],
  },
  mustHappen: { cellsCompared: 200, nonEmpty: 80 },
})
