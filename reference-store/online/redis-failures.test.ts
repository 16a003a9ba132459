import { inspect } from 'node:util'
import { Redis } from 'ioredis'
import { afterEach, expect, test } from 'vitest'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Service } from '../services/service.ts'
import type { OnlineStore, RangeQuery } from './online-store.ts'
import { type RedisLimits, redisLimits } from './redis-link.ts'
import { RedisOnlineStore } from './redis-online-store.ts'
import { CuttingProxy } from './testing/cutting-proxy.ts'
import { startRedis } from './testing/start-redis.ts'
import { startRedisCluster } from './testing/start-redis-cluster.ts'

const document = 'fraud@3'
const source = 'payments'
const mark = (next: number) => ({ next, documents: {} })
const row = (key: string, cells: Readonly<Record<number, unknown>>) => ({
  key,
  ids: new Map(),
  cells: [new Map(Object.entries(cells).map(([at, cell]) => [Number(at), cell]))],
})
const everything = { family: 0, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
const query: RangeQuery = { document, source, rows: [{ partition: 0, key: 'a' }], ranges: [everything] }

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function redis(appendOnly = false): Promise<Service> {
  const service = await startRedis({ appendOnly })
  closing.push(() => service.close())
  return service
}

async function open(url: string, limits: RedisLimits = redisLimits): Promise<RedisOnlineStore> {
  const store = await RedisOnlineStore.open({ url, namespace: 'n', partitions: 2, limits })
  closing.push(() => store.close())
  return store
}

async function cells(store: OnlineStore): Promise<readonly unknown[]> {
  return (await store.readCurrent([query])).answers[0]![0]![0]!.cells
}

/** The error of what must fail, which must be one that a user can mend. */
async function failure(act: () => unknown): Promise<PlumblineError> {
  try {
    await act()
  } catch (error) {
    expect(error).toBeInstanceOf(PlumblineError)
    return error as PlumblineError
  }
  throw new Error('it did not fail')
}

test('a Redis that keeps an append-only file has all that was published after kill -9; its writer writes on', async () => {
  const service = await redis(true)
  const store = await open(service.address)
  const writer = await store.claim(source, 0)
  await writer.stage(document, [row('a', { 1: 'one' })])
  await writer.publish(mark(1))
  await service.control!.kill()
  await service.control!.start()
  expect(await cells(store)).toEqual(['one'])
  await writer.check()
  await writer.stage(document, [row('a', { 2: 'two' })])
  await writer.publish(mark(2))
  expect(await cells(store)).toEqual(['one', 'two'])
})

test('a Redis that lost its state is noticed by writer and reader, and is rebuilt from the first record', async () => {
  const service = await redis()
  const store = await open(service.address)
  const writer = await store.claim(source, 0)
  await writer.stage(document, [row('a', { 1: 'one' })])
  await writer.publish(mark(5))
  await writer.stage(document, [row('a', { 2: 'two' })])
  await service.control!.kill()
  await service.control!.start()
  const lost = await failure(() => writer.publish(mark(6)))
  expect(lost.message).toMatch(
    /partition 0 of payments in Redis is not what this worker left there: claim it again/,
  )
  await failure(() => writer.check())
  expect(await cells(store)).toEqual([])
  expect(await store.watermarks(source)).toEqual([mark(0), mark(0)])
  const heir = await store.claim(source, 0)
  expect(heir.claimed).toEqual(mark(0))
  await heir.stage(document, [row('a', { 1: 'one', 2: 'two' })])
  await heir.publish(mark(6))
  expect(await cells(store)).toEqual(['one', 'two'])
})

test('a Redis that went back to an older copy refuses the writer that knows of more', async () => {
  const service = await redis(true)
  const store = await open(service.address)
  const writer = await store.claim(source, 0)
  await writer.publish(mark(1))
  const raw = new Redis(service.address)
  closing.push(() => raw.disconnect())
  const key = '{n:p0}w/payments'
  const older = await raw.getBuffer(key)
  await writer.publish(mark(2))
  await raw.set(key, older!)
  await failure(() => writer.check())
  await failure(() => writer.publish(mark(3)))
  expect((await store.claim(source, 0)).claimed).toEqual(mark(1))
})

test('a publication whose reply was lost is sent again and counts once', async () => {
  const service = await redis()
  const proxy = await CuttingProxy.start('127.0.0.1', Number(new URL(service.address).port))
  closing.push(() => proxy.close())
  const store = await open(`redis://127.0.0.1:${proxy.port}`)
  const writer = await store.claim(source, 0)
  await writer.stage(document, [row('a', { 1: 'one' })])
  proxy.cutAtNextReply()
  await writer.publish(mark(1))
  await writer.stage(document, [row('a', { 1: null, 2: 'two' })])
  proxy.cutAtNextReply()
  await writer.publish(mark(2))
  expect(await cells(store)).toEqual(['two'])
  expect((await store.watermarks(source))[0]).toEqual(mark(2))
})

test('scripts that a server forgot are sent again', async () => {
  const service = await redis()
  const store = await open(service.address)
  const writer = await store.claim(source, 0)
  await writer.publish(mark(1))
  const raw = new Redis(service.address)
  closing.push(() => raw.disconnect())
  await raw.script('FLUSH')
  await writer.publish(mark(2))
  expect(await store.watermarks(source)).toEqual([mark(2), mark(0)])
})

test('a Redis that hangs fails commands in bounded time and number, and serves again when it goes on', async () => {
  const service = await redis()
  const limits: RedisLimits = { timeoutMs: 300, pendingMax: 4, retriesMax: 1 }
  const store = await open(service.address, limits)
  await service.control!.pause()
  const reads = Array.from({ length: 4 }, () => failure(() => store.readCurrent([query])))
  const refused = await failure(() => store.readCurrent([query]))
  expect(refused.message).toMatch(/4 commands wait for an answer already/)
  for (const { code, message } of await Promise.all(reads)) {
    expect(code).toBe('store-failed')
    expect(message).toMatch(/^Redis at 127\.0\.0\.1:\d+: .*; see that it runs/)
  }
  await service.control!.resume()
  await untilServed(store)
  expect(await cells(store)).toEqual([])
})

test('a Redis that is gone fails commands, and serves again when it is back', async () => {
  const service = await redis(true)
  const store = await open(service.address, { timeoutMs: 2_000, pendingMax: 100, retriesMax: 1 })
  await service.control!.stop()
  expect((await failure(() => store.watermarks(source))).code).toBe('store-failed')
  await service.control!.start()
  await untilServed(store)
})

test('a cluster of which a node is gone fails within bounds; when it is back empty, its partitions are rebuilt', async () => {
  const cluster = await startRedisCluster()
  closing.push(() => cluster.close())
  const store = await open(cluster.address, { timeoutMs: 1_000, pendingMax: 100, retriesMax: 1 })
  for (const partition of [0, 1]) {
    const writer = await store.claim(source, partition)
    await writer.stage(document, [row('a', { 1: 'one' })])
    await writer.publish(mark(3))
  }
  for (const node of cluster.nodes) await node.control!.kill()
  const { code, message } = await failure(() => store.watermarks(source))
  expect([code, message]).toEqual(['store-failed', expect.stringMatching(/^Redis at 127\.0\.0\.1:\d+: /)])
  for (const node of cluster.nodes) await node.control!.start()
  await untilServed(store)
  expect(await store.watermarks(source)).toEqual([mark(0), mark(0)])
  const heir = await store.claim(source, 0)
  expect(heir.claimed).toEqual(mark(0))
  await heir.stage(document, [row('a', { 1: 'one' })])
  await heir.publish(mark(3))
  expect(await cells(store)).toEqual(['one'])
})

async function untilServed(store: OnlineStore): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      await store.watermarks(source)
      return
    } catch {
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  throw new Error('it never served again')
}

test('where nothing listens, where the URL is none, and where keys would be evicted, opening says so', async () => {
  const gone = await failure(() =>
    open('redis://127.0.0.1:1', { timeoutMs: 1_000, pendingMax: 1, retriesMax: 1 }),
  )
  expect(gone.message).toMatch(
    /^Redis at 127\.0\.0\.1:1: connect ECONNREFUSED.*; see that it runs and that REDIS_URL/,
  )
  for (const url of ['', 'localhost:6379', 'http://h', 'redis://h/x', 'redis://:%zz@h', 'redis://h:99999']) {
    const { code, message } = await failure(() => open(url))
    expect([code, message]).toEqual(['usage', expect.stringMatching(/^REDIS_URL .*rediss:\/\/ for TLS/)])
  }
  const service = await redis()
  const raw = new Redis(service.address)
  closing.push(() => raw.disconnect())
  await raw.config('SET', 'maxmemory', '100mb')
  await raw.config('SET', 'maxmemory-policy', 'allkeys-lru')
  expect((await failure(() => open(service.address))).message).toMatch(/evicts keys .* set it to noeviction$/)
})

test('no error holds the password, whatever fails', async () => {
  const service = await redis()
  const secret = 'planted secret/?#'
  const raw = new Redis(service.address)
  closing.push(() => raw.disconnect())
  await raw.config('SET', 'requirepass', secret)
  const { host } = new URL(service.address)
  const right = `redis://:${encodeURIComponent(secret)}@${host}`
  const wrong = `redis://:${encodeURIComponent(`${secret}!`)}@${host}`
  const errors = [
    await failure(() => open(wrong)),
    await failure(() => open(`redis://${host}`)),
    await failure(() => open(`http://:${encodeURIComponent(secret)}@${host}`)),
    await failure(() => open(`redis://:${encodeURIComponent(secret)}@${host}/x`)),
    await failure(() => open(`redis://:${encodeURIComponent(secret)}@127.0.0.1:1`)),
  ]
  const store = await open(right, { timeoutMs: 2_000, pendingMax: 9, retriesMax: 1 })
  await store.watermarks(source)
  const other = 'another planted secret'
  await raw.config('SET', 'requirepass', other)
  await raw.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  errors.push(await failure(() => store.watermarks(source)))
  for (const error of errors) {
    for (const text of [
      inspect(error, { depth: 9, showHidden: true }),
      error.stack ?? '',
      JSON.stringify(error),
    ]) {
      expect(text).not.toContain('planted')
    }
  }
  expect(errors[0]!.message).toMatch(/WRONGPASS.*give a user and password that it knows in REDIS_URL/)
})

test('who asks the Redis of a region is told the variable of that region, whatever fails', async () => {
  const variable = 'REDIS_URL_WEST'
  for (const url of ['redis://127.0.0.1:1', 'http://127.0.0.1', 'redis://127.0.0.1/first']) {
    const error = await failure(() => RedisOnlineStore.open({ url, variable, namespace: 'n', partitions: 2 }))
    expect(error.message).toContain(variable)
  }
})
