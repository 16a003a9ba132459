import { afterEach, expect, test } from 'vitest'
import { FrontDoor } from '../../ingest/front-door.ts'
import { InProcessEventLog } from '../../ingest/in-process-event-log.ts'
import { InProcessOnlineStore } from '../../online/in-process-online-store.ts'
import type { CurrentRead, RangeQuery, Watermark } from '../../online/online-store.ts'
import { EmbeddedWorker } from '../../processes/embedded-worker.ts'
import { wallClock } from '../../processes/wall-clock.ts'
import { storeSeams } from '../../store-seams.ts'
import { groupOf, openDeployment, replicaId } from '../open-deployment.ts'
import { openServing } from '../open-serving.ts'
import { fileOf, paymentsDocument } from '../testing/embedded-test-store.ts'
import { httpLimits } from './http-limits.ts'

const partitions = 2
const key = { account: 'ann' }

/** A region's state that may be out of reach, or lose what it holds. */
class Breakable extends InProcessOnlineStore {
  isDown = false

  override readCurrent(queries: readonly RangeQuery[]): CurrentRead {
    if (this.isDown) throw new Error('connect ECONNREFUSED')
    return super.readCurrent(queries)
  }

  override watermarks(source: string): readonly Watermark[] {
    if (this.isDown) throw new Error('connect ECONNREFUSED')
    return super.watermarks(source)
  }
}

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

async function openRegions(lose: string | null = null) {
  const file = fileOf(paymentsDocument(3))
  const names = ['east', 'west']
  const log = new InProcessEventLog(
    partitions,
    names.map(region => groupOf(replicaId(file, region))),
  )
  const stores = names.map(() => new Breakable(partitions))
  const deployments = names.map((region, i) => {
    return openDeployment(file, [file], { log, online: stores[i]!, seams: storeSeams, region })
  })
  const frontDoor = new FrontDoor(log, deployments[0]!.wired.sources)
  const reported: string[] = []
  const serving = await openServing({
    deployments,
    append: null,
    limits: { ...httpLimits, readTimeoutMs: 20_000, staleAfter: 60_000_000 },
    tokens: { read: null, admin: null },
    listen: { port: 0 },
    lookEveryMs: 100_000,
    now: wallClock,
    report: sentence => reported.push(sentence),
  })
  open.push(serving)
  const apply = async (region: number) => {
    const seams = {
      ...storeSeams,
      delivered: (entry: Parameters<typeof storeSeams.delivered>[0]) => {
        return names[region] === lose && entry.position === 2
          ? { ...entry, record: { ...entry.record, id: null } }
          : entry
      },
    }
    const worker = await EmbeddedWorker.start(deployments[region]!, seams)
    worker.wake()
    for (let partition = 0; partition < partitions; partition++) {
      const end = log.end('payments', partition)
      while (stores[region]!.watermarks('payments')[partition]!.next < end) {
        await new Promise(resolve => setTimeout(resolve, 1))
      }
    }
    await worker.stop()
  }
  const post = async (path: string, body: object) => {
    const response = await fetch(`http://127.0.0.1:${serving.server.port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Record<string, never> }
  }
  let nextId = 0
  const append = (count: number) => {
    const records = Array.from({ length: count }, () => ({
      source: 'payments',
      id: `e${nextId++}`,
      eventTime: 1,
      arrivalTime: 2,
      op: 'upsert' as const,
      revision: 0,
      fields: { payer: 'ann', amount: 1, units: 1n },
    }))
    return frontDoor.ingest(records)
  }
  const ask = async (region?: string) => {
    const { status, body } = await post('/v1/features/fraud', { entities: [{ key }], region })
    const {
      answers,
      region: by,
      error,
    } = body as { answers?: never; region?: string; error?: { code: string } }
    return {
      status,
      by,
      code: error?.code,
      count: (answers as never as { values: { payments: string } }[] | undefined)?.[0]?.values.payments,
    }
  }
  const metrics = async () => (await fetch(`http://127.0.0.1:${serving.server.port}/metrics`)).text()
  return { ...serving, stores, append, apply, ask, post, metrics, reported }
}

test('home answers what is not pinned, a pinned question is answered by its region, which states its own offsets', async () => {
  const store = await openRegions()
  await store.append(3)
  await store.apply(0)
  await store.apply(1)
  await store.append(2)
  await store.apply(0)
  await store.monitor.look()
  expect(await store.ask()).toMatchObject({ status: 200, by: 'east', count: '5' })
  expect(await store.ask('east')).toMatchObject({ status: 200, by: 'east', count: '5' })
  expect(await store.ask('west')).toMatchObject({ status: 200, by: 'west', count: '3' })
  expect(await store.ask('wset')).toMatchObject({ status: 404, code: 'unknown-region' })
  expect(await store.post('/v1/admin/compare-regions/fraud', { entities: [{ key }] })).toMatchObject({
    status: 200,
    body: {
      regions: ['east', 'west'],
      divergences: 0,
      lags: 1,
      differences: [{ kind: 'lag', regions: ['east', 'west'] }],
    },
  })
  await store.apply(1)
  expect(await store.post('/v1/admin/compare-regions/fraud', { entities: [{ key }] })).toMatchObject({
    body: { divergences: 0, lags: 0 },
  })
})

test('a question that is not pinned fails over where home is away or not whole, and goes home again; a pinned one does not', async () => {
  const store = await openRegions()
  await store.append(3)
  await store.apply(0)
  await store.apply(1)
  await store.monitor.look()
  store.stores[0]!.isDown = true
  expect(await store.ask()).toMatchObject({ status: 200, by: 'west', count: '3' })
  expect(await store.ask('east')).toMatchObject({ status: 503, code: 'online-store-unavailable' })
  await store.monitor.look()
  expect(await store.ask()).toMatchObject({ status: 200, by: 'west', count: '3' })
  expect(await store.metrics()).toMatch(/plumbline_failovers_total\{set="fraud",from="east",to="west"\} 2/)
  store.stores[1]!.isDown = true
  expect(await store.ask()).toMatchObject({ status: 503, code: 'online-store-unavailable' })
  store.stores[0]!.isDown = false
  store.stores[1]!.isDown = false
  await store.monitor.look()
  expect(await store.ask()).toMatchObject({ status: 200, by: 'east', count: '3' })
})

test('a region that lost a record is told from one that is behind, and the cell is named', async () => {
  const store = await openRegions('west')
  await store.append(4)
  await store.apply(0)
  await store.apply(1)
  const { body } = await store.post('/v1/admin/compare-regions/fraud', { entities: [{ key }] })
  expect(body).toMatchObject({ lags: 0 })
  expect(body.differences).toContainEqual({
    kind: 'divergence',
    regions: ['east', 'west'],
    document: 'fraud@3',
    source: 'payments',
    partition: expect.any(Number),
    key: expect.stringContaining('ann'),
    family: 0,
    position: expect.any(Number),
  })
})

test('what cannot be compared is refused with its mend', async () => {
  const store = await openRegions()
  const entities = Array.from({ length: 201 }, () => ({ key }))
  expect(await store.post('/v1/admin/compare-regions/fraud', { entities })).toMatchObject({ status: 413 })
  expect(await store.post('/v1/admin/compare-regions/freud', { entities: [{ key }] })).toMatchObject({
    status: 404,
    body: { error: { code: 'unknown-set', message: expect.stringContaining('did you mean fraud') } },
  })
})

test('who waits for one region does not wait for another that stands still', async () => {
  const store = await openRegions()
  const placements = await store.append(3)
  await store.apply(0)
  const applied = { payments: { [placements[0]!.partition]: 3 } }
  const wait = (region?: string) => store.post('/v1/admin/await-applied', { applied, timeoutMs: 0, region })
  expect(await wait('east')).toMatchObject({ status: 200 })
  expect(await wait('west')).toMatchObject({ status: 504, body: { error: { code: 'not-applied' } } })
  expect(await wait()).toMatchObject({ status: 504 })
  expect(await wait('wset')).toMatchObject({
    status: 404,
    body: { error: { code: 'unknown-region', message: expect.stringContaining('known are east, west') } },
  })
})
