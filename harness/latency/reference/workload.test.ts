import { expect, test } from 'vitest'
import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import { randomOf } from '../../../generators/random.ts'
import checkout from './features.ts'
import { makeWorkload } from './workload.ts'

const now = 1_800_000_000_000_000
const definitions = definitionsOrThrow(checkout.document)
const size = { events: 500, accounts: 20, requests: 60, entities: 1 }
const workload = () => makeWorkload(definitions, size, now, randomOf(7))

/** What a store answers that knows nothing of anybody. */
const ofNobody = {
  attempts_10m: '0',
  spend_1h: null,
  units_1h: null,
  mean_24h: null,
  largest_24h: null,
  merchants_24h: '0',
  last_merchant: null,
  payments_ever: '0',
}

test('the same seed makes the same log and questions; accounts are as unequal as Zipf has it', () => {
  const [one, other] = [workload(), workload()]
  expect(one.records).toEqual(other.records)
  expect(one.requests).toEqual(other.requests)
  const most = one.records.filter(record => record.fields.payer === 'a0').length
  expect(most).toBeGreaterThan(size.events / size.accounts)
  expect(one.records.every(({ arrivalTime, eventTime }) => arrivalTime < now && eventTime! < now)).toBe(true)
})

test('an answer that is not what the specification says is wrong: other values, too few answers, no JSON', () => {
  const { requests, check } = workload()
  const body = (answers: number) => {
    const states = Object.fromEntries(Object.keys(ofNobody).map(name => [name, 'not-found']))
    return JSON.stringify({ answers: Array.from({ length: answers }, () => ({ values: ofNobody, states })) })
  }
  const nobody = requests.findIndex(({ body }) => body?.includes('nobody'))
  const known = requests.findIndex(({ body }) => body?.includes('"a0"'))
  expect(check(nobody, body(1))).toBe(true)
  expect(check(nobody, body(2))).toBe(false)
  expect(check(known, body(1))).toBe(false)
  expect(check(known, 'oops')).toBe(false)
})
