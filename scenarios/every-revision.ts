import type { LogRecord } from '../features/log-record.ts'
import type { Value } from '../features/value.ts'
import type { QuestionBatch } from '../generators/question.ts'
import { numbers, revisions } from './features/revisions.ts'
import { prompt } from './interleaving.ts'
import { scenario } from './scenario.ts'

const start = 1_772_323_200_000_000
const second = 1_000_000
const end = start + 600 * second

/** A record of one account: seconds from the start, then what it holds otherwise than the plainest record. */
type Row = readonly [
  at: number,
  id: string | bigint | null,
  revision: number | null,
  more?: Partial<LogRecord> & {
    readonly holds?: Readonly<Record<string, Value>>
    readonly timed?: number | null
  },
]

const gone = { op: 'delete' } as const

/** What happens to the ids of each account, one rule an account. */
const accounts: Readonly<Record<string, readonly Row[]>> = {
  alike: [
    [0, 'a', 0],
    [1, 'a', 0, { timed: 0 }],
  ],
  otherwise: [
    [0, 'b', 0],
    [1, 'b', 0, { timed: 0, holds: { amount: 100n, note: 'else' } }],
  ],
  'copy deletes': [
    [0, 'c', 0],
    [1, 'c', 0, gone],
  ],
  corrected: [
    [0, 'd', 0],
    [1, 'd', 1, { timed: 0, holds: { amount: 5n, note: 'new' } }],
  ],
  moved: [
    [0, 'e', 0],
    [1, 'e', 1, { timed: 400 }],
  ],
  'corrected twice': [0, 1, 2].map((i): Row => [i, 'f', i, { timed: 0, holds: { amount: BigInt(i + 1) } }]),
  'late revision': [
    [0, 'g', 0],
    [1, 'g', 2, { holds: { amount: 5n } }],
    [2, 'g', 1, { holds: { amount: 3n } }],
  ],
  'corrected later': [
    [0, 'h', 0],
    [300, 'h', 1, { timed: 0, holds: { amount: 5n } }],
  ],
  deleted: [
    [0, 'i', 0],
    [1, 'i', 1, gone],
  ],
  'deleted without time': [
    [0, 'j', 0],
    [1, 'j', 1, { ...gone, timed: null }],
  ],
  'deleted before': [
    [0, 'k', 1, gone],
    [1, 'k', 0],
  ],
  'deleted later': [
    [0, 'l', 0],
    [300, 'l', 1, gone],
  ],
  revived: [
    [0, 'm', 0],
    [1, 'm', 1, gone],
    [2, 'm', 2],
  ],
  'without id': [
    [0, 'n', 0],
    [1, null, 0],
  ],
  'another op': [
    [0, 'o', 0],
    [1, 'o1', 0, { op: 'insert' }],
  ],
  'below zero': [
    [0, 'p', 0],
    [1, 'p1', -1],
  ],
  'without time': [
    [0, 'q', 0],
    [1, 'q1', 0, { timed: null }],
  ],
  'out of range': [
    [0, 'r', 0],
    [1, 'r1', 0, { eventTime: -(2 ** 53) }],
  ],
  'not a number': [
    [0, 's', 0],
    [1, 's1', 0, { holds: { price: Number.NaN } }],
  ],
  'a text': [
    [0, 't', 0],
    [1, 't1', 0, { holds: { amount: '5' } }],
  ],
  another: [
    [0, 'u', 0],
    [1, 'a', 1],
  ],
  slot: [
    [0, 'v', 0, { timed: null }],
    [1, 'v', 0],
  ],
  'by arrival': [
    [0, 'z', 0, { holds: { note: '1' } }],
    [1, 'w', 0, { timed: 0, holds: { note: '2' } }],
  ],
  'by first arrival': [
    [0, 'x', 0, { holds: { note: '1' } }],
    [1, 'x1', 0, { timed: 0, holds: { note: '2' } }],
    [2, 'x', 1, { timed: 0, holds: { note: '3' } }],
  ],
  'by id': ['y1', 'y2'].map((id): Row => [0, id, 0, { holds: { note: id } }]),
  'by code point': ['\uFFFD', '😀'].map((id): Row => [0, id, 0, { holds: { note: id } }]),
  'by event time': [
    [0, '1', 0, { timed: 5, holds: { note: '1' } }],
    [9, '2', 0, { timed: 2, holds: { note: '2' } }],
  ],
  // Ahead of its clock by half a millisecond more than it is asked about.
  'within a millisecond': [[100, '5', 0, { timed: 150.000_5 }]],
  // The training cut falls on the second of them.
  cut: [-0.000_001, 0, 0.000_001].map((by, i): Row => [400 + by, `6${i}`, 0, { timed: 0 }]),
  'too late once': [
    [300, '3', 0, { timed: 0 }],
    [301, '3', 1, { timed: 290 }],
  ],
  'in time once': [
    [0, '4', 0],
    [301, '4', 1, { timed: 0 }],
  ],
}

function recordOf(account: string, source: string, [at, id, revision, more = {}]: Row): LogRecord {
  const { holds, timed = at, ...rest } = more
  const plain: Readonly<Record<string, Value>> =
    source === 'revised' ? { amount: 1n, price: 0.5, note: 'old' } : {}
  return {
    source,
    id,
    eventTime: timed === null ? null : start + Math.round(timed * second),
    arrivalTime: start + Math.round(at * second),
    op: 'upsert',
    revision,
    fields: { account, ...plain, ...holds },
    ...rest,
  }
}

/** Integer ids, which texts would put the other way round. */
const counted = [9n, 10n].map((id): Row => [0, id, 0, { holds: { note: String(id) } }])

function ask(target: string, account: Value, at: number): QuestionBatch {
  return { askedAt: at, questions: [{ target, key: { account }, asOf: at, request: {} }], last: true }
}

const names = Object.keys(accounts)
const nobody = recordOf('', 'revised', [2, 'nobody', 0, { holds: { account: null } }])

const records = [
  ...names.flatMap(name => (accounts[name] as readonly Row[]).map(row => recordOf(name, 'revised', row))),
  nobody,
  ...counted.map(row => recordOf('by number', 'numbered', row)),
]

/** One rule of the log after another: redelivery, correction, retraction, reject and the order of ties, an account each. */
export default scenario('every-revision', {
  features: [revisions, numbers],
  records,
  questions: [start + 150 * second, start + 150 * second + 900, end]
    .flatMap(at => [...names, null].map(name => ask('revisions', name, at)))
    .concat(ask('numbers', 'by number', end)),
  interleaving: prompt(),
  // The last record but one.
  trainCut: (records.length - 1.5) / records.length,
  mustMark: {
    always: [
      'event-time late',
      'microseconds milliseconds',
      'microseconds seconds',
      'redelivery alike',
      'redelivery other-content',
      'redelivery as-delete',
      'correction fields',
      'correction event-time',
      'correction several',
      'correction out-of-order',
      'correction-arrival',
      'retraction known',
      'retraction without-time',
      'retraction early',
      'retraction-arrival',
      'revival',
      'reject no-id',
      'reject illegal-op',
      'reject illegal-revision',
      'reject no-event-time',
      'reject event-time-out-of-range',
      'reject illegal-value',
      'reject wrong-type',
      'reject id-under-another-key',
      'reject-slot',
      'null-key record',
      'lateness-once saves',
      'lateness-once condemns',
      'aggregate last',
      'aggregate lastN',
      'order arrival',
      'order first-upsert',
      'order id',
      'id-order numbers',
      'id-order code-points',
      'lastN order',
      'list',
    ],
    often: ['lateness-reading offline', 'as-trained before', 'as-trained at', 'as-trained after'],
  },
  mustHappen: { duplicates: 3, rejected: 8, cellsCompared: 150, nonEmpty: 100 },
})
