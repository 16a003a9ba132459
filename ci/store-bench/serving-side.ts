import Fastify from 'fastify'
import { Redis } from 'ioredis'
import { randomOf } from '../../generators/random.ts'
import { FrontDoor } from '../../reference-store/ingest/front-door.ts'
import { InProcessEventLog } from '../../reference-store/ingest/in-process-event-log.ts'
import { RedisLink, type RedisReply } from '../../reference-store/online/redis-link.ts'
import { RedisOnlineStore } from '../../reference-store/online/redis-online-store.ts'
import { EmbeddedWorker } from '../../reference-store/processes/embedded-worker.ts'
import { wallClock } from '../../reference-store/processes/wall-clock.ts'
import { httpLimits } from '../../reference-store/serving/http/http-limits.ts'
import { deploymentId, groupOf, openDeployment } from '../../reference-store/serving/open-deployment.ts'
import { openServing } from '../../reference-store/serving/open-serving.ts'
import { storeSeams } from '../../reference-store/store-seams.ts'
import { SoakLoad } from '../soak/soak-load.ts'
import { benchDocuments } from './run-worker.ts'

/**
 * Four servers in one process: `ours` serves features, `raw` gets the same bytes from Redis by one GET and serialises the
 * same answer, `read` does so with the command by which the store reads them, `constant` answers one text.
 */
export interface ServingSide {
  readonly ours: string
  readonly raw: string
  readonly read: string
  readonly constant: string
  readonly path: string
  readonly bodies: readonly string[]
  /** Bytes of Redis that an answer is made of, on average. */
  readonly readBytes: number
}

const partitions = 4
const path = '/v1/features/fraud'
const url = process.env.REDIS_URL ?? ''
const namespace = `bench-${process.pid}`
const log = new InProcessEventLog(partitions, [groupOf(deploymentId(benchDocuments))])
const replies: RedisReply[] = []
const asked: (() => Promise<RedisReply>)[] = []
let isRecording = false
const script = RedisLink.prototype.script
RedisLink.prototype.script = async function (...given) {
  const reply = await script.apply(this, given)
  if (isRecording) {
    replies.push(reply)
    asked.push(() => script.apply(this, given))
  }
  return reply
}
const online = await RedisOnlineStore.open({ url, namespace, partitions })
const deployment = openDeployment(benchDocuments, [benchDocuments], { log, online, seams: storeSeams })

/** Forty minutes of payments, ten thousand of them. */
async function fill(load: SoakLoad): Promise<void> {
  const frontDoor = new FrontDoor(log, deployment.wired.sources)
  const now = wallClock()
  for (let i = 0; i < 200; i++) await frontDoor.ingest(load.records(50, now - (200 - i) * 12_000_000))
  const worker = await EmbeddedWorker.start(deployment, storeSeams)
  worker.wake()
  for (let partition = 0; partition < partitions; partition++) {
    while ((await online.watermarks('payments'))[partition]!.next < log.end('payments', partition)) {
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }
  await worker.stop()
}

const load = new SoakLoad(randomOf(1).fork('bench'), 200)
await fill(load)
const serving = await openServing({
  deployments: [deployment],
  append: null,
  limits: httpLimits,
  tokens: { read: null, admin: null },
  listen: { port: 0 },
  lookEveryMs: 250,
  now: wallClock,
  report: sentence => process.stderr.write(`${sentence}\n`),
})
const ours = `http://127.0.0.1:${serving.server.port}`
const asOf = String(wallClock())
const bodies = load.accounts.map(account =>
  JSON.stringify({ entities: [{ key: { account } }], version: 3, asOf }),
)

/** By question: the key of the bytes that the store read for it, and what it answered. */
const answers = new Map<
  string,
  { readonly key: string; readonly read: () => Promise<RedisReply>; readonly body: unknown }
>()
const redis = new Redis(url, { protocol: 2 })
let readBytes = 0
await serving.monitor.stop()
for (const [i, body] of bodies.entries()) {
  isRecording = true
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(ours + path, { method: 'POST', headers, body })
  isRecording = false
  const bytes = Buffer.concat(flat(replies.splice(0)))
  readBytes += bytes.length / bodies.length
  // The name is one that the store clears away with its own.
  const key = `{${namespace}:p}raw/${i}`
  await redis.set(key, bytes)
  answers.set(body, { key, read: asked.splice(0)[0]!, body: await response.json() })
}
void serving.monitor.start()

function flat(reply: RedisReply): Buffer[] {
  if (Buffer.isBuffer(reply)) return [reply]
  return Array.isArray(reply) ? reply.flatMap(flat) : []
}

function plainApp() {
  const app = Fastify({ logger: false })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
  return app
}

const rawApp = plainApp()
rawApp.post(path, async (request, reply) => {
  const { key, body } = answers.get(request.body as string)!
  await redis.getBuffer(key)
  reply.type('application/json; charset=utf-8')
  return JSON.stringify(body)
})
const readApp = plainApp()
readApp.post(path, async (request, reply) => {
  const { read, body } = answers.get(request.body as string)!
  await read()
  reply.type('application/json; charset=utf-8')
  return JSON.stringify(body)
})
const constantApp = plainApp()
const constantText = JSON.stringify(answers.get(bodies[0]!)!.body)
constantApp.post(path, async (_request, reply) => {
  reply.type('application/json; charset=utf-8')
  return constantText
})
const at = { port: 0, host: '127.0.0.1' }
const raw = await rawApp.listen(at)
const read = await readApp.listen(at)
const constant = await constantApp.listen(at)
process.on('disconnect', async () => {
  await online.drop()
  process.exit(0)
})
process.send?.({ ours, raw, read, constant, path, bodies, readBytes } satisfies ServingSide)
