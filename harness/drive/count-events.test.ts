import { expect, test } from 'vitest'
import { features, source } from '../../features/builder/index.ts'
import type { PlacedRecord } from '../../features/log-record.ts'
import { countEvents, seeLogs } from './count-events.ts'

const payments = source('payments', {
  key: { account: 'payer' },
  fields: { payer: 'string', amount: 'float', note: 'string' },
})
const fraud = features('fraud', 1, {
  spend: payments.sum(p => p.amount, { allowedLateness: '10us' }).over('1m'),
}).definitions

const record = (position: number, given: Partial<PlacedRecord>): PlacedRecord => ({
  source: 'payments',
  id: 'a',
  eventTime: 100,
  arrivalTime: 100 + position,
  op: 'upsert',
  revision: 0,
  position,
  placement: null,
  fields: { payer: 'k', amount: 1, note: null },
  ...given,
})

function count(records: readonly Partial<PlacedRecord>[]) {
  const placed = records.map((given, i) => record(i, given))
  const [log] = seeLogs([fraud], new Map([['payments', placed]]))
  return Object.fromEntries(Object.entries(countEvents(log!)).filter(([, times]) => times !== 0))
}

test('one fact on time is one fact', () => {
  expect(count([{}])).toEqual({ facts: 1, hotKey: 1 })
})

test('what each id went through is counted, once each', () => {
  expect(count([{}, {}, { fields: { payer: 'k', amount: 2 } }])).toEqual({
    facts: 1,
    hotKey: 3,
    duplicates: 2,
    conflicts: 1,
  })
  expect(count([{}, { revision: 2 }, { revision: 1 }])).toEqual({
    facts: 1,
    hotKey: 3,
    corrections: 1,
    outOfOrder: 1,
  })
  expect(count([{}, { revision: 1, op: 'delete', eventTime: null }, { revision: 2 }])).toEqual({
    facts: 1,
    hotKey: 3,
    retractions: 1,
    revivals: 1,
  })
  expect(count([{ revision: 1, op: 'delete' }, { arrivalTime: 100 }])).toMatchObject({
    earlyDeletes: 1,
    retractions: 1,
  })
})

test('lateness, the future, ties, nulls and rejects are counted by the first upsert and by what features read', () => {
  expect(count([{ arrivalTime: 105 }])).toEqual({ facts: 1, hotKey: 1, late: 1 })
  expect(count([{ arrivalTime: 111 }])).toEqual({ facts: 1, hotKey: 1, late: 1, tooLate: 1 })
  expect(count([{ arrivalTime: 99 }])).toEqual({ facts: 1, hotKey: 1, futureDated: 1 })
  expect(count([{}, { id: 'b', arrivalTime: 100 }])).toEqual({ facts: 2, hotKey: 2, ties: 1 })
  expect(count([{ fields: { payer: 'k' } }])).toEqual({ facts: 1, hotKey: 1, nullInputs: 1 })
  expect(count([{}, { id: null }, { fields: { payer: null } }])).toEqual({ facts: 1, hotKey: 1, rejected: 2 })
})
