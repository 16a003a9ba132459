import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Service } from '../services/service.ts'
import { onlineStoreContract } from './online-store.contract.ts'
import { RedisOnlineStore } from './redis-online-store.ts'
import { startRedis } from './testing/start-redis.ts'
import { type RedisCluster, startRedisCluster } from './testing/start-redis-cluster.ts'

let redis: Service
let cluster: RedisCluster
let opened = 0

beforeAll(async () => {
  redis = await startRedis()
  cluster = await startRedisCluster()
})

afterAll(async () => {
  await redis?.close()
  await cluster?.close()
})

const open = (url: string) => RedisOnlineStore.open({ url, namespace: `test-${opened++}`, partitions: 2 })

describe('the online store in Redis', () => {
  onlineStoreContract(() => open(redis.address))
})

describe('the online store in a Redis Cluster of three nodes', () => {
  onlineStoreContract(() => open(cluster.address))
})

const everything = { family: 0, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
const row = (key: string) => ({
  key,
  ids: new Map([['e1', { revision: 1, firstArrival: 2, lateness: 0, eventTime: 2, deletes: [] }]]),
  cells: [new Map<number, unknown>([[1, key]])],
})

async function withRaw(body: (raw: Redis) => Promise<void>): Promise<void> {
  const raw = new Redis(redis.address)
  try {
    await body(raw)
  } finally {
    raw.disconnect()
  }
}

test('nothing that is written or served uses KEYS, SCAN or a command that blocks; one entity is one round trip', () =>
  withRaw(async raw => {
    const commands = async () => {
      const stats = String(await raw.info('commandstats'))
      const lines = [...stats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)]
      return new Map(lines.map(([, name, calls]) => [name!, Number(calls)]))
    }
    const store = await open(redis.address)
    const writer = await store.claim('payments', 0)
    await raw.config('RESETSTAT')
    await writer.stage('fraud@3', [row('a')])
    await writer.publish({ next: 1, documents: {} })
    await writer.readIds('fraud@3', [{ key: 'a', ids: ['e1'] }])
    const wanted = { points: [[1]], ranges: [everything] }
    await writer.readCells('fraud@3', [{ key: 'a', wanted }])
    const used = [...(await commands()).keys()].filter(name => !/^(config|info)/.test(name))
    const sent = ['eval', 'evalsha', 'mget', 'get', 'set', 'hmget', 'hset', 'zadd', 'time']
    const allowed = [...sent, 'zremrangebylex', 'zrangebylex']
    expect(used.filter(name => !allowed.includes(name))).toEqual([])

    const rows = [{ partition: 0, key: 'a' }]
    const queries = [{ document: 'fraud@3', source: 'payments', rows, ranges: [everything] }]
    await store.readCurrent(queries)
    await raw.config('RESETSTAT')
    expect((await store.readCurrent(queries)).answers[0]![0]![0]!.cells).toEqual(['a'])
    const { evalsha, mget, zrangebylex, ...others } = Object.fromEntries(await commands())
    expect({ evalsha, mget, zrangebylex }).toEqual({ evalsha: 1, mget: 1, zrangebylex: 1 })
    expect(Object.keys(others).filter(name => !/^(config|info)/.test(name))).toEqual([])
    store.close()
  }))

test('names that read like Lua, like keys or like patterns of Redis are names', async () => {
  const store = await open(redis.address)
  const names = [
    `'..redis.call('FLUSHALL')..'`,
    ']] redis.call("FLUSHALL") --',
    '{x}',
    '*',
    'a/b',
    '%2F',
    'a\r\nFLUSHALL',
  ]
  for (const [i, name] of names.entries()) {
    const writer = await store.claim(name, 0)
    await writer.stage(name, [row(name)])
    await writer.publish({ next: i + 1, documents: { [name]: { highest: 1, greatest: null, rejects: {} } } })
  }
  for (const [i, name] of names.entries()) {
    const query = { document: name, source: name, rows: [{ partition: 0, key: name }], ranges: [everything] }
    const { answers, watermarks } = await store.readCurrent([query])
    expect(answers[0]![0]![0]!.cells).toEqual([name])
    expect(watermarks.get(name)![0]!.next).toBe(i + 1)
  }
  store.close()
})

test('a namespace that is dropped leaves no key, and takes none of another, on a server and in a cluster', async () => {
  for (const url of [redis.address, cluster.address]) {
    const stores = await Promise.all([open(url), open(url)])
    for (const store of stores) {
      for (const partition of [0, 1]) {
        const writer = await store.claim('payments', partition)
        await writer.stage('fraud@3', [row('a'), row('b')])
        await writer.publish({ next: 1, documents: {} })
      }
    }
    const [gone, kept] = stores as [RedisOnlineStore, RedisOnlineStore]
    await gone.drop()
    expect((await gone.watermarks('payments')).map(({ next }) => next)).toEqual([0, 0])
    expect((await kept.watermarks('payments')).map(({ next }) => next)).toEqual([1, 1])
    for (const store of stores) store.close()
  }
})

test('the partitions of a cluster lie on several nodes, any of which may be asked for the others', async () => {
  const url = ['redis://127.0.0.1:1', ...cluster.nodes.map(({ address }) => address)].join()
  const store = await RedisOnlineStore.open({ url, namespace: 'spread', partitions: 16 })
  for (let partition = 0; partition < 16; partition++) {
    const writer = await store.claim('payments', partition)
    await writer.stage('fraud@3', [row('a')])
    await writer.publish({ next: partition + 1, documents: {} })
  }
  const next = (await store.watermarks('payments')).map(watermark => watermark.next)
  expect(next).toEqual(Array.from({ length: 16 }, (_, i) => i + 1))
  const sizes = []
  for (const { address } of cluster.nodes) {
    const raw = new Redis(address)
    sizes.push((await raw.keys('{spread:*')).length)
    raw.disconnect()
  }
  expect(sizes.filter(size => size > 0).length).toBeGreaterThan(1)
  expect(sizes.reduce((a, b) => a + b)).toBe(16 * 4)
  store.close()
})
