import { expect, test } from 'vitest'
import type { KeyPart, Source } from '../definitions.ts'
import type { LogRecord } from '../log-record.ts'
import type { Value } from '../value.ts'
import { recordJudge } from './judge-record.ts'

const entity: readonly KeyPart[] = [
  { name: 'account', type: 'string' },
  { name: 'branch', type: 'int' },
]
const source: Source = {
  name: 'payments',
  fields: new Map([
    ['payer', 'string'],
    ['branch', 'int'],
    ['amount', 'float'],
    ['seen', 'timestamp'],
    ['tags', 'list<string>'],
    ['spot', 'vector<float32,2>'],
    ['constructor', 'bool'],
  ]),
  keyFields: ['payer', 'branch'],
}
const judge = recordJudge(entity, source)

const legal: LogRecord = {
  source: 'payments',
  id: 'e1',
  eventTime: 5,
  arrivalTime: 7,
  op: 'upsert',
  revision: 0,
  fields: { payer: 'ann', branch: 1n, amount: 0.5, seen: 2n ** 63n - 2n, tags: ['x', null], spot: [0, 1] },
}
const withField = (name: string, value: Value): LogRecord => ({
  ...legal,
  fields: { ...legal.fields, [name]: value },
})

test('a legal record has the text of its key, whatever else is absent', () => {
  expect(judge(legal)).toEqual({ legal: true, key: '3:ann1:1' })
  expect(judge({ ...legal, fields: { payer: 'ann', branch: 1n } })).toEqual({ legal: true, key: '3:ann1:1' })
  expect(judge({ ...legal, revision: 2n ** 62n, eventTime: -(2 ** 53) + 1 }).legal).toBe(true)
})

test.each<[string, LogRecord]>([
  ['no-id', { ...legal, id: null }],
  ['no-key', withField('payer', null)],
  ['no-key', { ...legal, fields: { payer: 'ann' } }],
  ['wrong-type', withField('branch', '1')],
  ['wrong-type', withField('branch', 2n ** 63n)],
  ['illegal-op', { ...legal, op: 'insert' }],
  ['illegal-op', { ...legal, op: null }],
  ['illegal-revision', { ...legal, revision: null }],
  ['illegal-revision', { ...legal, revision: -1 }],
  ['illegal-revision', { ...legal, revision: 0.5 }],
  ['illegal-revision', { ...legal, revision: -1n }],
  ['no-arrival-time', { ...legal, arrivalTime: Number.NaN }],
  ['no-event-time', { ...legal, eventTime: null }],
  ['event-time-out-of-range', { ...legal, eventTime: 2 ** 53 }],
  ['event-time-out-of-range', { ...legal, eventTime: 0.5 }],
  ['illegal-value', withField('amount', Number.NaN)],
  ['illegal-value', withField('spot', [0, Number.POSITIVE_INFINITY])],
  ['wrong-type', withField('amount', 1n)],
  ['wrong-type', withField('seen', 1)],
  ['wrong-type', withField('tags', 'x')],
  ['wrong-type', withField('tags', [1n])],
  ['wrong-type', withField('spot', [0])],
  ['wrong-type', withField('spot', [0, null])],
  ['wrong-type', withField('constructor', 'true')],
])('%s: %o', (reason, record) => {
  expect(judge(record)).toEqual({ legal: false, reason })
})

test('of a delete only what it needs is examined: its key, and not its event time or fields', () => {
  const deletion: LogRecord = {
    ...legal,
    op: 'delete',
    eventTime: null,
    fields: { payer: 'ann', branch: 1n, amount: 'x' },
  }
  expect(judge(deletion)).toEqual({ legal: true, key: '3:ann1:1' })
  expect(judge({ ...deletion, eventTime: 2 ** 60 }).legal).toBe(true)
  expect(judge({ ...deletion, fields: { payer: 'ann', branch: 'x' } }).legal).toBe(false)
})
