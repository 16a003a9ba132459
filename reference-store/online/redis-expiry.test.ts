import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LogRecord } from '../../features/log-record.ts'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import type { Probe } from '../../harness/store.ts'
import { ReferenceStore } from '../reference-store.ts'
import type { Service } from '../services/service.ts'
import { simulatedStack } from '../simulated-stack.ts'
import { storeSeams } from '../store-seams.ts'
import { wireDocuments } from '../wire-documents.ts'
import { RedisOnlineStore } from './redis-online-store.ts'
import { expiryPolicy } from './state-expiry.ts'
import { stateLifetime } from './state-lifetime.ts'
import { startRedis } from './testing/start-redis.ts'

const minute = 60_000_000
const hour = 60 * minute
const asOfAgeMax = 10 * minute

/** Every window ends; the longest reach is two hours and a minute. */
const definitions = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'fraud',
  version: 1,
  entity: { account: 'string' },
  sources: {
    payments: { key: { account: 'payer' }, fields: { payer: 'string', amount: 'int', settled: 'bool' } },
  },
  features: {
    soon: { source: 'payments', aggregate: { kind: 'count' }, window: { length: '1m' } },
    spent: {
      source: 'payments',
      aggregate: { kind: 'sum', of: { field: 'amount' } },
      window: { length: '2h', slide: '1m' },
    },
    largest: {
      source: 'payments',
      aggregate: { kind: 'max', of: { field: 'amount' } },
      window: { length: '30m', closed: 'right' },
      where: { field: 'settled' },
    },
    newest: {
      source: 'payments',
      aggregate: { kind: 'lastN', of: { field: 'amount' }, n: 3 },
      window: { length: '90m' },
      allowedLateness: '3h',
    },
    latest: {
      source: 'payments',
      aggregate: { kind: 'latest', of: { field: 'amount' }, ttl: '20m' },
      window: { length: '1h' },
    },
  },
})

const { consumers } = wireDocuments({ definitions: [definitions], services: [] }, storeSeams)
const lifetime = stateLifetime(consumers.get('payments')![0]!.plan)

let redis: Service
let raw: Redis
let opened = 0

beforeAll(async () => {
  redis = await startRedis()
  raw = new Redis(redis.address)
})

afterAll(async () => {
  raw?.disconnect()
  await redis?.close()
})

/** The machine's clock, which Redis goes by. */
const now = () => Date.now() * 1_000

function openStores(namespace: string): readonly ReferenceStore[] {
  const { partitions } = simulatedStack
  const expiry = expiryPolicy(consumers, { asOfAgeMax, now })
  const openOnlineStore = () => {
    return RedisOnlineStore.open({ url: redis.address, namespace, partitions, expiry })
  }
  return [simulatedStack, { ...simulatedStack, openOnlineStore }].map(stack => {
    return new ReferenceStore(stack, storeSeams)
  })
}

/** Corrections move facts into windows and out of them, long after they were forgotten; deletes and copies come too. */
const draft = fc.record({
  id: fc.nat(11),
  revision: fc.nat(3),
  op: fc.constantFrom('upsert', 'upsert', 'upsert', 'delete'),
  age: fc.oneof(
    fc.integer({ min: -hour, max: 2 * hour }),
    fc.integer({ min: 2 * hour, max: 8 * hour }),
    fc.constantFrom(2 * hour, 3 * hour, 3 * hour + 11 * minute),
  ),
  arrivalAge: fc.integer({ min: -hour, max: 8 * hour }),
  payer: fc.constantFrom('a', 'a', 'a', 'b'),
  amount: fc.option(fc.bigInt({ min: -9n, max: 9n })),
  settled: fc.option(fc.boolean()),
})

test('no value changes by what is forgotten: facts, tiles, whole rows, and what corrects them afterwards', async () => {
  let forgotten = 0
  let nonEmpty = 0
  const batches = fc.array(fc.array(draft, { minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 6 })
  const asOfs = fc.array(fc.integer({ min: 1 - 9 * minute, max: 3 * hour }), { minLength: 2, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(batches, asOfs, async (drafts, ahead) => {
      const namespace = `expiry-${opened++}`
      const stores = openStores(namespace)
      const start = now()
      const probes = ['a', 'b', 'c'].flatMap(account => {
        return ahead.map((by, i): Probe => {
          const asOf = start + by
          return {
            probeId: `${account}${i}`,
            target: 'fraud',
            key: { account },
            asOf,
            request: {},
            askedVersion: null,
          }
        })
      })
      for (const store of stores) await store.open({ definitions: [definitions], services: [], now })
      for (const batch of drafts) {
        const records = batch.map(
          (each): LogRecord => ({
            source: 'payments',
            // An id stands under one key.
            id: `${each.payer}${each.id}`,
            eventTime: start - each.age,
            arrivalTime: start - each.arrivalAge,
            op: each.op,
            revision: each.revision,
            fields: { payer: each.payer, amount: each.amount, settled: each.settled },
          }),
        )
        const answers = []
        for (const store of stores) {
          await store.ingest(records)
          await store.settle()
          answers.push(await store.read(probes))
        }
        if (!isDeepStrictEqual(answers[1], answers[0])) expect(answers[1]).toStrictEqual(answers[0])
        nonEmpty += answers[0]!.filter(({ states }) => states!.spent === 'present').length
      }
      for (const account of ['a', 'b']) forgotten += await rowsForgotten(namespace, account)
      for (const store of stores) await store.close()
    }),
    { numRuns: 60 },
  )
  expect(nonEmpty).toBeGreaterThan(100)
  expect(forgotten).toBeGreaterThan(0)
})

/** 1 where a row has ids and no cells any more. */
async function rowsForgotten(namespace: string, account: string): Promise<number> {
  let forgotten = 0
  for (let partition = 0; partition < simulatedStack.partitions; partition++) {
    const row = (kind: string) => `{${namespace}:p${partition}}${kind}/fraud%401/payments/=${account}`
    const [ids, cells] = [await raw.exists(row('i')), await raw.exists(row('c'))]
    if (ids === 1 && cells === 0) forgotten++
  }
  return forgotten
}

test('a row goes by itself when its last fact can be in no window, and not before', async () => {
  const [, store] = openStores('ttl') as [ReferenceStore, ReferenceStore]
  await store.open({ definitions: [definitions], services: [], now })
  const start = now()
  const record = (id: string, eventTime: number): LogRecord => {
    const fields = { payer: 'a', amount: 1n, settled: true }
    return { source: 'payments', id, eventTime, arrivalTime: start, op: 'upsert', revision: 0, fields }
  }
  const key = async () => (await raw.keys('{ttl:p*}c/*'))[0]!
  await store.ingest([record('e1', start)])
  await store.settle()
  const first = await raw.pexpiretime(await key())
  const least = (start + lifetime!.reach + asOfAgeMax) / 1_000
  expect(first).toBeGreaterThan(least)
  expect(first).toBeLessThan(least + 3 * (hour / 1_000))
  await store.ingest([record('e2', start - hour)])
  await store.settle()
  expect(await raw.pexpiretime(await key())).toBe(first)
  await store.ingest([record('e3', start + 24 * hour)])
  await store.settle()
  expect(await raw.pexpiretime(await key())).toBe(first + 24 * (hour / 1_000))
  expect(await raw.pttl((await raw.keys('{ttl:p*}i/*'))[0]!)).toBe(-1)
  await store.close()
})

// Redis forgets when a sorted set goes once its last member was removed, though it is filled again at once.
test('a row whose every cell is replaced at once goes when it would have gone', async () => {
  const [, store] = openStores('replaced') as [ReferenceStore, ReferenceStore]
  await store.open({ definitions: [definitions], services: [], now })
  const start = now()
  const revised = async (revision: number) => {
    const fields = { payer: 'a', amount: BigInt(revision), settled: true }
    const base = { source: 'payments', id: 'e1', eventTime: start, arrivalTime: start, op: 'upsert' } as const
    await store.ingest([{ ...base, revision, fields }])
    await store.settle()
    const [key] = await raw.keys('{replaced:p*}c/*')
    return { goes: await raw.pexpiretime(key!), cells: await raw.zrangeBuffer(key!, '0', '-1') }
  }
  const first = await revised(0)
  const second = await revised(1)
  expect(first.goes).toBeGreaterThan(start / 1_000)
  for (const cell of first.cells) expect(second.cells).not.toContainEqual(cell)
  expect(second.goes).toBe(first.goes)
  await store.close()
})

test('cells of a busy row that count no longer go when it is written', async () => {
  const [, store] = openStores('trim') as [ReferenceStore, ReferenceStore]
  await store.open({ definitions: [definitions], services: [], now })
  const start = now()
  const record = (i: number, eventTime: number): LogRecord => {
    const fields = { payer: 'a', amount: 1n, settled: true }
    return {
      source: 'payments',
      id: `e${i}`,
      eventTime,
      arrivalTime: start,
      op: 'upsert',
      revision: 0,
      fields,
    }
  }
  const old = Array.from({ length: 200 }, (_, i) => record(i, start - 10 * hour - i * minute))
  await store.ingest([...old, record(200, start), record(201, start - 2 * hour)])
  await store.settle()
  const [key] = await raw.keys('{trim:p*}c/*')
  const left = await raw.zcard(key!)
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(10)
  await store.close()
})
