import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { BatchPage } from '../serving/freshness/batch-book.ts'
import type { MeasuredAnswer, MeasuredOrder } from './measured-store.ts'

/** Kafka and Redis may have to be fetched first, and the machine may be busy. */
const patient = 300_000

const features = fileURLToPath(new URL('../../harness/latency/reference/features.ts', import.meta.url))

// Would catch orders that are lost, a restart that loses state, and stamps that miss records or name no worker's batch.
test(
  'takes orders: workers end and are replaced, Redis gets slow, and every record keeps its stamps and its effect',
  async () => {
    const child = fork(fileURLToPath(new URL('./measured-store.ts', import.meta.url)), {
      stdio: ['ignore', 2, 'ignore', 'ipc'],
    })
    const order = async (given: MeasuredOrder): Promise<MeasuredAnswer> => {
      child.send(given)
      const [answer] = (await once(child, 'message')) as [MeasuredAnswer]
      return answer
    }
    try {
      expect(await order({ kind: 'slow-online', latencyMs: 1 })).toMatchObject({
        kind: 'failed',
        code: 'bad-store',
      })
      expect(await order({ kind: 'open', features: 'nowhere.ts', staleAfter: 1 })).toMatchObject({
        kind: 'failed',
        code: 'missing-file',
      })
      const open = await order({ kind: 'open', features, staleAfter: 600_000_000 })
      if (open.kind !== 'open') throw new Error(JSON.stringify(open))
      const store = storeAt(open.origin)
      await store.append(0, 20)
      expect(await order({ kind: 'end-worker', signal: 'SIGKILL' })).toEqual({ kind: 'done' })
      await store.append(20, 40)
      expect(await order({ kind: 'end-worker', signal: 'SIGTERM' })).toEqual({ kind: 'done' })
      await store.append(40, 60)
      const stamped = await store.stamped()
      // What a killed worker had not told of yet is gone with it; all else is there.
      for (let i = 20; i < 60; i++) expect(stamped.has(i), String(i)).toBe(true)
      expect(open.hasProxy).toBe(true)
      expect(await order({ kind: 'through-proxy' })).toEqual({ kind: 'done' })
      const fast = await store.readMs()
      expect(await order({ kind: 'slow-online', latencyMs: 60 })).toEqual({ kind: 'done' })
      // 60 ms there and 60 ms back: no machine answers earlier.
      expect(await store.readMs()).toBeGreaterThan(119)
      expect(await order({ kind: 'slow-online', latencyMs: 0 })).toEqual({ kind: 'done' })
      expect(fast).toBeGreaterThan(0)
      await store.append(60, 61)
      expect(await store.count()).toBe('61')
      expect(await order({ kind: 'close' })).toEqual({ kind: 'done' })
    } finally {
      if (child.connected) child.disconnect()
      await once(child, 'exit')
    }
  },
  patient,
)

function storeAt(origin: string) {
  const places: { partition: number; offset: number }[] = []
  const post = async (path: string, body: object) => {
    const response = await fetch(origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(response.status, path).toBe(200)
    // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of many shapes.
    return (await response.json()) as any
  }
  const settle = () => {
    const applied: Record<string, number> = {}
    for (const { partition, offset } of places)
      applied[partition] = Math.max(applied[partition] ?? 0, offset + 1)
    return post('/v1/admin/await-applied', { applied: { payments: applied }, timeoutMs: 60_000 })
  }
  const ask = () => post('/v1/features/checkout', { entities: [{ key: { account: 'ann' } }] })
  return {
    /** All of one account, until they are visible. */
    append: async (from: number, to: number) => {
      const records = Array.from({ length: to - from }, (_, i) => ({
        id: `e${from + i}`,
        eventTime: String(Date.now() * 1_000),
        fields: { payer: 'ann', amount: 1, units: '1', merchant: 'books' },
      }))
      const { placements } = await post('/v1/events/payments', { records })
      places.push(...placements)
      await settle()
    },
    /** The records, by their number, for which a batch was told of. */
    stamped: async () => {
      await new Promise(resolve => setTimeout(resolve, 500))
      const { stamps } = (await (await fetch(`${origin}/v1/admin/batches`)).json()) as BatchPage
      for (const { consumedAt, writtenAt } of stamps) expect(writtenAt).toBeGreaterThanOrEqual(consumedAt)
      const found = places.flatMap(({ partition, offset }, i) =>
        stamps.some(each => each.partition === partition && each.from <= offset && offset < each.next)
          ? [i]
          : [],
      )
      return new Set(found)
    },
    readMs: async () => {
      const started = performance.now()
      await ask()
      return performance.now() - started
    },
    count: async () => (await ask()).answers[0].values.payments_ever,
  }
}
