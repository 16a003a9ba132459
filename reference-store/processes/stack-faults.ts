import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, FaultKind } from '../../harness/store.ts'
import { RedisLink } from '../online/redis-link.ts'
import type { Services } from '../services/find-services.ts'
import type { StackProcesses } from './stack-processes.ts'
import type { TcpProxy } from './tcp-proxy.ts'

export interface FaultyStack {
  readonly processes: StackProcesses
  readonly services: Services
  /** Between the store and Redis; null where there is none. */
  readonly proxy: TcpProxy | null
  /** Sends the last records once more. */
  readonly resend: () => Promise<void>
}

/** ms: longer than a worker's session lives, so that its partitions are given to others before it goes on. */
const workerPauseMs = 12_000

/** ms: longer than a read may take. */
const onlinePauseMs = 3_000

/** ms that are added to every piece of data, and for how long. */
const slowMs = { latency: 40, lasts: 2_000 }

const always: readonly FaultKind[] = [
  'kill-worker',
  'pause-worker',
  'add-worker',
  'remove-worker',
  'kill-server',
  'resend',
]

/** What can be made to go wrong: with a Kafka or a Redis of somebody else nothing is done to it. */
export function possibleFaults({ kafka, redis }: Services, hasProxy: boolean): FaultKind[] {
  return [
    ...always,
    ...(redis.control === null ? [] : (['restart-online', 'lose-online', 'pause-online'] as const)),
    ...(hasProxy ? (['slow-online', 'cut-online'] as const) : []),
    ...(kafka.control === null ? [] : (['restart-log'] as const)),
  ]
}

type Make = (stack: FaultyStack) => Promise<void>

const makers: Readonly<Record<FaultKind, Make>> = {
  'kill-worker': async ({ processes }) => (await processes.oneWorker()).signal('SIGKILL'),
  'pause-worker': async ({ processes }) => {
    const worker = await processes.oneWorker()
    worker.signal('SIGSTOP')
    await sleep(workerPauseMs)
    worker.signal('SIGCONT')
  },
  'add-worker': ({ processes }) => processes.addWorker(),
  'remove-worker': ({ processes }) => processes.removeWorker(),
  'kill-server': ({ processes }) => processes.killServer(),
  'restart-online': async ({ services: { redis } }) => {
    await redis.control?.kill()
    await redis.control?.start()
  },
  'lose-online': async ({ services: { redis } }) => {
    const link = await RedisLink.open(redis.address)
    await link.command('flushall', [])
    link.close()
  },
  'pause-online': async ({ services: { redis } }) => {
    await redis.control?.pause()
    await sleep(onlinePauseMs)
    await redis.control?.resume()
  },
  'slow-online': async ({ proxy }) => {
    if (proxy === null) return
    proxy.latencyMs = slowMs.latency
    void sleep(slowMs.lasts).then(() => {
      proxy.latencyMs = 0
    })
  },
  'cut-online': async ({ proxy }) => proxy?.cut(),
  'restart-log': async ({ services: { kafka } }) => {
    await kafka.control?.stop()
    await kafka.control?.start()
  },
  resend: ({ resend }) => resend(),
}

/** Makes a fault happen; returns when it is over, or goes on by itself. */
export function makeFault({ kind }: Fault, stack: FaultyStack): Promise<void> {
  return makers[kind](stack)
}
