import Fastify from 'fastify'
import { randomOf } from '../../generators/random.ts'
import { FrontDoor } from '../../reference-store/ingest/front-door.ts'
import { InProcessEventLog } from '../../reference-store/ingest/in-process-event-log.ts'
import { RedisLink } from '../../reference-store/online/redis-link.ts'
import { RedisOnlineStore } from '../../reference-store/online/redis-online-store.ts'
import { EmbeddedWorker } from '../../reference-store/processes/embedded-worker.ts'
import { wallClock } from '../../reference-store/processes/wall-clock.ts'
import { httpLimits } from '../../reference-store/serving/http/http-limits.ts'
import { deploymentId, groupOf, openDeployment } from '../../reference-store/serving/open-deployment.ts'
import { openServing } from '../../reference-store/serving/open-serving.ts'
import { storeSeams } from '../../reference-store/store-seams.ts'
import { payments } from '../../scenarios/features/payments.ts'
import { SoakLoad } from '../soak/soak-load.ts'

/** Two servers in one process: `ours` serves features; `raw` reads the same bytes and answers the same text. */
export interface BenchServers {
  readonly ours: string
  readonly raw: string
  readonly path: string
  readonly bodies: readonly string[]
}

type ScriptCall = Parameters<RedisLink['script']>

const partitions = 4
const url = process.env.REDIS_URL ?? ''
const files = [{ definitions: [payments.definitions], services: [] }]
const log = new InProcessEventLog(
  partitions,
  files.map(each => groupOf(deploymentId(each))),
)
const calls: ScriptCall[] = []
let isRecording = false
const script = RedisLink.prototype.script
RedisLink.prototype.script = function (...given: ScriptCall) {
  if (isRecording) calls.push(given)
  return script.apply(this, given)
}
const online = await RedisOnlineStore.open({ url, namespace: `bench-${process.pid}`, partitions })
const deployment = openDeployment(files[0]!, files, { log, online, seams: storeSeams })

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
const path = '/v1/features/fraud'
const asOf = String(wallClock())
const bodies = load.accounts.map(account =>
  JSON.stringify({ entities: [{ key: { account } }], version: 3, asOf }),
)

/** What each question makes the store read, and what it answers. */
const answers = new Map<string, { readonly calls: readonly ScriptCall[]; readonly body: unknown }>()
await serving.monitor.stop()
for (const body of bodies) {
  isRecording = true
  const response = await fetch(ours + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  isRecording = false
  answers.set(body, { calls: calls.splice(0), body: await response.json() })
}
void serving.monitor.start()

const link = await RedisLink.open(url)
const app = Fastify({ logger: false })
app.removeAllContentTypeParsers()
app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
  done(null, body),
)
app.post(path, async (request, reply) => {
  const answer = answers.get(request.body as string)!
  for (const call of answer.calls) await link.script(...call)
  reply.type('application/json; charset=utf-8')
  return JSON.stringify(answer.body)
})
const raw = await app.listen({ port: 0, host: '127.0.0.1' })
process.on('disconnect', async () => {
  await online.drop()
  process.exit(0)
})
process.send?.({ ours, raw, path, bodies } satisfies BenchServers)
