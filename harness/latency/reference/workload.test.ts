import { expect, test } from 'vitest'
import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import { randomOf } from '../../../generators/random.ts'
import checkout from './features.ts'
import { measuredSet } from './measured-set.ts'
import { makeWorkload } from './workload.ts'

const now = 1_800_000_000_000_000
const set = measuredSet(definitionsOrThrow(checkout.document))
const size = { events: 500, accounts: 20, requests: 60, entities: 1 }
const workload = () => makeWorkload(set, size, now, randomOf(7))

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
  const most = one.records.filter(record => record.fields.payer === 'asked-0').length
  expect(most).toBeGreaterThan(size.events / size.accounts)
  expect(one.records.every(({ arrivalTime, eventTime }) => arrivalTime < now && eventTime! < now)).toBe(true)
})

test('an answer that is not what the specification says is wrong: other values, too few answers, no JSON', () => {
  const { requests, check } = workload()
  const body = (answers: number) => {
    const states = Object.fromEntries(Object.keys(ofNobody).map(name => [name, 'not-found']))
    const frame = { asOf: String(now), applied: {}, stale: false, watermarkAge: 0 }
    return JSON.stringify({
      ...frame,
      answers: Array.from({ length: answers }, () => ({ values: ofNobody, states })),
    })
  }
  const nobody = requests.findIndex(({ body }) => body?.includes('unknown-'))
  const known = requests.findIndex(({ body }) => body?.includes('"asked-0"'))
  expect(check(nobody, body(1))).toBe(true)
  expect(check(nobody, body(2))).toBe(false)
  expect(check(known, body(1))).toBe(false)
  expect(check(known, 'oops')).toBe(false)
})

// Would catch percentiles of hot keys that hold cold ones, and a mix that no real load has.
test('requests for hot keys are those of the fewest keys that have half of the draws; batches of both are mixed', () => {
  const groups = (entities: number) => {
    const { requests } = makeWorkload(
      set,
      { ...size, accounts: 200, requests: 2_000, entities },
      now,
      randomOf(7),
    )
    return Map.groupBy(requests, request => request.group)
  }
  const single = groups(1)
  expect([...single.keys()].toSorted()).toEqual(['cold keys', 'hot keys', 'unknown keys'])
  const keysOf = (group: string) =>
    new Set(single.get(group)?.map(({ body }) => JSON.parse(body!).entities[0].key.account))
  const [hot, cold] = [keysOf('hot keys'), keysOf('cold keys')]
  expect(hot.size).toBeLessThan(cold.size / 4)
  expect([...hot].filter(key => cold.has(key))).toEqual([])
  const share = single.get('hot keys')!.length / 2_000
  expect(share).toBeGreaterThan(0.42)
  expect(share).toBeLessThan(0.53)
  expect(groups(8).get('mixed keys')!.length).toBeGreaterThan(1_900)
})

test('a set of several key parts, other types, several sources and features on demand is asked and checked as well', () => {
  const wide = measuredSet(
    definitionsOrThrow({
      schema: 'plumbline.definitions/1',
      name: 'wide',
      version: 1,
      entity: { desk: 'int', is_open: 'bool' },
      sources: {
        trades: {
          key: { desk: 'd', is_open: 'o' },
          fields: { d: 'int', o: 'bool', size: 'float', at: 'timestamp' },
        },
        quotes: {
          key: { desk: 'desk', is_open: 'o' },
          fields: { desk: 'int', o: 'bool', tags: 'list<string>' },
        },
      },
      features: {
        trades: { source: 'trades', aggregate: { kind: 'count' } },
        sizes: { source: 'trades', aggregate: { kind: 'lastN', n: 3, of: { field: 'size' } } },
        latest: { source: 'trades', aggregate: { kind: 'latest', of: { field: 'at' } } },
        quotes: { source: 'quotes', aggregate: { kind: 'count' } },
        ratio: {
          request: { by: 'int' },
          onDemand: { call: 'add', args: [{ request: 'by' }, { feature: 'trades' }] },
        },
      },
    }),
  )
  const { records, requests } = makeWorkload(wide, size, now, randomOf(7))
  expect(new Set(records.map(({ source }) => source))).toEqual(new Set(['trades', 'quotes']))
  const [entity] = JSON.parse(requests[0]!.body!).entities
  expect(entity).toMatchObject({
    key: { desk: expect.stringMatching(/^\d+$/) },
    request: { by: expect.any(String) },
  })
  expect(typeof entity.key.is_open).toBe('boolean')
  expect(() => measuredSet(definitionsOrThrow({ ...documentOf('flags'), entity: { on: 'bool' } }))).toThrow(
    'too few keys',
  )
})

function documentOf(name: string) {
  return {
    schema: 'plumbline.definitions/1',
    name,
    version: 1,
    sources: { clicks: { key: { on: 'on' }, fields: { on: 'bool' } } },
    features: { clicks: { source: 'clicks', aggregate: { kind: 'count' } } },
  }
}
