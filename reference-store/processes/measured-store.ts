import { randomBytes } from 'node:crypto'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Micros } from '../../features/value.ts'
import { loadDocuments } from '../cli/load-documents.ts'
import { findServices, type Services } from '../services/find-services.ts'
import { httpLimits } from '../serving/http/http-limits.ts'
import { deploymentId, groupOf } from '../serving/open-deployment.ts'
import type { Documents } from '../wire-documents.ts'
import { quietTimers } from './quiet-timers.ts'
import { openLog, openOnline, type StackAddress } from './stack-parts.ts'
import { StackProcesses } from './stack-processes.ts'
import { TcpProxy } from './tcp-proxy.ts'

/** What whoever measures the store tells it, over IPC. */
export type MeasuredOrder =
  | { readonly kind: 'open'; readonly features: string; readonly staleAfter: Micros }
  /** One worker ends (`SIGTERM`), or is killed (`SIGKILL`); another one starts in its place. */
  | { readonly kind: 'end-worker'; readonly signal: 'SIGTERM' | 'SIGKILL' }
  /** Restarts the processes so that they reach Redis through a proxy. */
  | { readonly kind: 'through-proxy' }
  /** Holds back everything between store and Redis for so many ms, each way; 0: no longer. */
  | { readonly kind: 'slow-online'; readonly latencyMs: number }
  | { readonly kind: 'close' }

/** Each order is answered once, in the order in which they came. */
export type MeasuredAnswer =
  | {
      readonly kind: 'open'
      readonly origin: string
      readonly about: readonly string[]
      readonly hasProxy: boolean
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: PlumblineError['code']; readonly message: string }

interface Measured {
  readonly services: Services
  readonly address: StackAddress
  readonly files: Documents
  readonly staleAfter: Micros
  processes: StackProcesses
  proxy: TcpProxy | null
}

let measured: Measured | null = null

/** The store as `store` runs it, two workers and four partitions, with what may be done to it in a measurement. */
async function open({
  features,
  staleAfter,
}: Extract<MeasuredOrder, { kind: 'open' }>): Promise<MeasuredAnswer> {
  const files = await loadDocuments(features)
  const services = await findServices({ env: process.env, tell: say })
  const address = { namespace: `plumbline-${randomBytes(6).toString('hex')}`, partitions: 4 }
  const opening = { services, address, files, staleAfter, proxy: null }
  try {
    measured = { ...opening, processes: await startProcesses(opening, 0) }
  } catch (error) {
    await services.close()
    throw error
  }
  const about = [services.kafka.sentence, services.redis.sentence]
  const origin = `http://127.0.0.1:${measured.processes.port}`
  // Somebody else's Redis may want TLS and have several nodes; ours is one and wants nothing.
  return { kind: 'open', origin, about, hasProxy: services.redis.control !== null }
}

function startProcesses(
  { services, address, files, staleAfter, proxy }: Omit<Measured, 'processes'>,
  port: number,
): Promise<StackProcesses> {
  return StackProcesses.start({
    address,
    files: [files],
    workers: 2,
    limits: { ...httpLimits, staleAfter },
    listen: { port },
    lookEveryMs: 100,
    takesRecords: true,
    env: environment(services, proxy),
    report: say,
  })
}

function environment({ kafka, redis }: Services, proxy: TcpProxy | null): NodeJS.ProcessEnv {
  const url = proxy === null ? redis.address : `redis://127.0.0.1:${proxy.port}`
  return { ...process.env, KAFKA_BROKERS: kafka.address, REDIS_URL: url }
}

async function obey(order: MeasuredOrder): Promise<MeasuredAnswer> {
  if (order.kind === 'open') return open(order)
  const { processes, services, proxy } = running()
  switch (order.kind) {
    case 'end-worker': {
      const worker = await processes.oneWorker()
      worker.signal(order.signal)
      await worker.ended
      break
    }
    case 'through-proxy': {
      const { hostname, port } = new URL(services.redis.address)
      await processes.close()
      const opened = { ...running(), proxy: await TcpProxy.open({ host: hostname, port: Number(port) }) }
      measured = { ...opened, processes: await startProcesses(opened, processes.port) }
      break
    }
    case 'slow-online':
      if (proxy !== null) proxy.latencyMs = order.latencyMs
      break
    case 'close':
      await close()
  }
  return { kind: 'done' }
}

function running(): Measured {
  if (measured !== null) return measured
  throw new PlumblineError('bad-store', 'the store to be measured is not open: open it first')
}

async function close(): Promise<void> {
  if (measured === null) return
  const { processes, services, proxy, address, files } = measured
  measured = null
  await processes.close()
  await proxy?.close()
  const env = environment(services, null)
  const log = await openLog(address, [files], env)
  await log.close()
  await log.drop([groupOf(deploymentId(files))])
  const online = await openOnline(address, files, env)
  await online.drop()
  online.close()
  await services.close()
}

async function answer(order: MeasuredOrder): Promise<void> {
  const said = await obey(order).catch((error: unknown): MeasuredAnswer => {
    if (error instanceof PlumblineError) return { kind: 'failed', code: error.code, message: error.message }
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { kind: 'failed', code: 'infrastructure', message }
  })
  if (process.connected) process.send?.(said)
}

function say(line: string): void {
  process.stderr.write(`store: ${line}\n`)
}

/** ms that the end may take once nobody listens any more. */
const closeMs = 15_000

quietTimers()
let last: Promise<void> = Promise.resolve()
process.on('message', (order: MeasuredOrder) => {
  last = last.then(() => answer(order))
})
// A signal of the terminal goes to every process of it; when to end says the process that started this one.
process.on('SIGINT', () => {})
process.on('disconnect', () => {
  setTimeout(() => process.exit(1), closeMs).unref()
  void last.then(close).finally(() => process.exit(0))
})
