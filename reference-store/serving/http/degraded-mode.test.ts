import { expect, test } from 'vitest'
import { FrontDoor } from '../../ingest/front-door.ts'
import { InProcessEventLog } from '../../ingest/in-process-event-log.ts'
import { InProcessOnlineStore } from '../../online/in-process-online-store.ts'
import type { OnlineStore, RangeQuery } from '../../online/online-store.ts'
import { EmbeddedWorker } from '../../processes/embedded-worker.ts'
import { wallClock } from '../../processes/wall-clock.ts'
import { storeSeams } from '../../store-seams.ts'
import type { Documents } from '../../wire-documents.ts'
import type { Deployment } from '../deployment.ts'
import { deploymentId, groupOf, openDeployment } from '../open-deployment.ts'
import { openServing } from '../open-serving.ts'
import { fileOf, paymentsDocument } from '../testing/embedded-test-store.ts'
import { type HttpLimits, httpLimits } from './http-limits.ts'

const partitions = 2

/** An online store that can be slow, or fail as a connection does that holds a password. */
class Troubled implements OnlineStore {
  readonly #inner = new InProcessOnlineStore(partitions)
  delayMs = 0
  failure: Error | null = null

  claim(source: string, partition: number) {
    return this.#inner.claim(source, partition)
  }

  async watermarks(source: string) {
    await this.#trouble()
    return this.#inner.watermarks(source)
  }

  async readCurrent(queries: readonly RangeQuery[]) {
    await this.#trouble()
    return this.#inner.readCurrent(queries)
  }

  async readRanges(...given: Parameters<OnlineStore['readRanges']>) {
    await this.#trouble()
    return this.#inner.readRanges(...given)
  }

  close() {
    this.#inner.close()
  }

  async #trouble() {
    if (this.failure !== null) throw this.failure
    if (this.delayMs > 0) await new Promise(resolve => setTimeout(resolve, this.delayMs))
  }
}

const key = { account: 'ann' }

/** A store of which the test runs every part by hand: workers, clock and trouble. */
async function openByHand(files: readonly Documents[], bounds: Partial<HttpLimits> = {}) {
  const log = new InProcessEventLog(
    partitions,
    files.map(each => groupOf(deploymentId(each))),
  )
  const stores = files.map(() => new Troubled())
  const deployments = files.map((each, i) => {
    return openDeployment(each, files, { log, online: stores[i]!, seams: storeSeams })
  })
  const frontDoor = new FrontDoor(log, deployments[0]!.wired.sources)
  let ahead = 0
  let nextId = 1n
  const append = (count: number) => {
    return frontDoor.ingest(
      Array.from({ length: count }, () => ({
        source: 'payments',
        id: nextId++,
        eventTime: 1,
        arrivalTime: 2,
        op: 'upsert',
        revision: 0,
        fields: { payer: 'ann', amount: 1, units: 1n },
      })),
    )
  }
  const reported: string[] = []
  const open = async () => {
    const serving = await openServing({
      deployments,
      append: null,
      limits: { ...httpLimits, readTimeoutMs: 20_000, staleAfter: 60_000_000, ...bounds },
      tokens: { read: null, admin: null },
      listen: { port: 0 },
      lookEveryMs: 100_000,
      now: () => wallClock() + ahead,
      report: sentence => reported.push(sentence),
    })
    const ask = async (version?: number) => {
      const response = await fetch(`http://127.0.0.1:${serving.server.port}/v1/features/fraud`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ entities: [{ key }], version }),
      })
      const body = (await response.json()) as Record<string, unknown>
      return { status: response.status, retryAfter: response.headers.get('retry-after'), body }
    }
    const health = async () => (await fetch(`http://127.0.0.1:${serving.server.port}/health`)).json()
    return { ...serving, ask, health }
  }
  const apply = async (deployment: Deployment) => {
    const worker = await EmbeddedWorker.start(deployment, storeSeams)
    worker.wake()
    // Stopping waits for the round that is under way, so what is there is applied first.
    for (let partition = 0; partition < partitions; partition++) {
      const end = log.end('payments', partition)
      while ((await deployment.online.watermarks('payments'))[partition]!.next < end) {
        await new Promise(resolve => setTimeout(resolve, 1))
      }
    }
    await worker.stop()
  }
  return { open, append, apply, deployments, stores, reported, leap: (micros: number) => (ahead += micros) }
}

test('answers say that they are stale, and for how long, once ingest lags beyond the bound; then they are fresh', async () => {
  const parts = await openByHand([fileOf(paymentsDocument())])
  const store = await parts.open()
  try {
    expect((await store.ask()).body).toMatchObject({ stale: false, watermarkAge: 0 })
    await parts.append(3)
    await store.monitor.look()
    parts.leap(61_000_000)
    await store.monitor.look()
    const { status, body } = await store.ask()
    expect(status).toBe(200)
    expect(body).toMatchObject({
      stale: true,
      staleBecause: 'ingest-lags',
      answers: [{ values: { payments: '0' } }],
    })
    expect(body.watermarkAge).toBeGreaterThanOrEqual(61_000_000)
    expect(await store.health()).toMatchObject({ status: 'degraded', deployments: [{ lag: 3 }] })
    await parts.apply(parts.deployments[0]!)
    expect((await store.ask()).body).toMatchObject({ stale: false, answers: [{ values: { payments: '3' } }] })
  } finally {
    await store.close()
  }
})

test('answers say that they are stale when the log has not been seen for longer than the bound', async () => {
  const parts = await openByHand([fileOf(paymentsDocument())])
  const store = await parts.open()
  try {
    parts.leap(61_000_000)
    expect((await store.ask()).body).toMatchObject({ stale: true, staleBecause: 'log-unreachable' })
    expect(await store.health()).toMatchObject({ status: 'degraded', deployments: [{ seen: false }] })
  } finally {
    await store.close()
  }
})

test('a slow online store gives 503 and never a value, and what it has not answered counts against the bound', async () => {
  const parts = await openByHand([fileOf(paymentsDocument())], { readTimeoutMs: 300, readsMax: 2 })
  const store = await parts.open()
  try {
    parts.stores[0]!.delayMs = 3_000
    const answers = await Promise.all([store.ask(), store.ask(), store.ask(), store.ask()])
    const codes = answers.map(({ body }) => (body.error as { code: string }).code).sort()
    expect(codes).toEqual(['online-store-slow', 'online-store-slow', 'overloaded', 'overloaded'])
    expect(answers.map(({ status, retryAfter }) => [status, retryAfter])).toEqual(Array(4).fill([503, '1']))
    parts.stores[0]!.delayMs = 0
    // What is late ends of itself, and makes room.
    while ((await store.ask()).status !== 200) await new Promise(resolve => setTimeout(resolve, 50))
  } finally {
    await store.close()
  }
})

test('an online store that fails gives 503; its error, which may hold a password, is neither answered nor reported', async () => {
  const parts = await openByHand([fileOf(paymentsDocument())])
  const store = await parts.open()
  try {
    parts.stores[0]!.failure = new Error('connect ECONNREFUSED redis://default:hunter2@10.0.0.1:6379')
    const { status, body } = await store.ask()
    expect([status, (body.error as { code: string }).code]).toEqual([503, 'online-store-unavailable'])
    await store.monitor.look()
    expect(await store.health()).toMatchObject({ status: 'degraded', deployments: [{ seen: false }] })
    expect(parts.reported).toHaveLength(1)
    expect(JSON.stringify([body, parts.reported, await store.health()])).not.toContain('hunter2')
  } finally {
    await store.close()
  }
})

test('a version that is backfilled answers only once its state is whole; until then the other one goes on', async () => {
  const added = { recent: { source: 'payments', aggregate: { kind: 'latest', of: { field: 'units' } } } }
  const parts = await openByHand([fileOf(paymentsDocument(3)), fileOf(paymentsDocument(4, added))])
  const [third, fourth] = parts.deployments as [Deployment, Deployment]
  await parts.append(5)
  await parts.apply(third)
  const store = await parts.open()
  try {
    const refused = await store.ask(4)
    expect([refused.status, refused.body.error]).toMatchObject([503, { code: 'backfilling' }])
    for (const version of [undefined, 3]) {
      expect((await store.ask(version)).body).toMatchObject({
        version: 3,
        answers: [{ values: { payments: '5' } }],
      })
    }
    expect((await store.ask(5)).body.error).toMatchObject({ code: 'unknown-version' })
    await parts.apply(fourth)
    await store.monitor.look()
    const whole = { version: 4, answers: [{ values: { payments: '5', recent: '1' } }] }
    expect((await store.ask(4)).body).toMatchObject(whole)
    expect((await store.ask()).body).toMatchObject(whole)
    const pinned = (await store.ask(3)).body
    expect(pinned.version).toBe(3)
    expect(JSON.stringify(pinned.answers)).not.toContain('recent')
  } finally {
    await store.close()
  }
})

test('a state that was lost is not served before it is built again', async () => {
  const parts = await openByHand([fileOf(paymentsDocument())])
  await parts.append(5)
  await parts.apply(parts.deployments[0]!)
  const store = await parts.open()
  try {
    expect((await store.ask()).status).toBe(200)
    // Closing forgets everything, as a Redis without a file does when it is started again.
    parts.stores[0]!.close()
    const { status, body } = await store.ask()
    expect([status, body.error]).toMatchObject([503, { code: 'rebuilding' }])
    await store.monitor.look()
    expect(await store.health()).toMatchObject({ status: 'down', deployments: [{ phase: 'rebuilding' }] })
  } finally {
    await store.close()
  }
})
