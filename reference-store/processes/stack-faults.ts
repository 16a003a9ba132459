import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, FaultKind } from '../../harness/store.ts'
import type { LimitedDisk } from '../offline/limited-disk.ts'
import type { OfflineSide } from '../offline/offline-side.ts'
import { refusesWell } from '../offline/refuses-well.ts'
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
  /** What the offline side writes on; null where that is the machine’s disk. */
  readonly disk: LimitedDisk | null
  readonly offline: OfflineSide
  /** Where the store keeps replicas, home first; empty: it has one state. */
  readonly regions: readonly string[]
  /** Waits until the home region shows all that was appended. */
  readonly homeApplied: () => Promise<void>
  /** Given what ends by itself, so that somebody can wait for it. */
  readonly later: (end: Promise<void>) => void
}

/** ms: longer than a worker's session lives, so that its partitions are given to others before it goes on. */
const workerPauseMs = 12_000

/** ms: longer than a read may take. */
const onlinePauseMs = 3_000

/** ms that are added to every piece of data, and for how long. */
const slowMs = { latency: 40, lasts: 2_000 }

/** ms for which the workers of a region stand still, its online store is away, and the offline disk is full. */
const regionPauseMs = 5_000
const regionAwayMs = 3_000
const diskFullMs = 2_000

const always: readonly FaultKind[] = [
  'kill-worker',
  'pause-worker',
  'add-worker',
  'remove-worker',
  'kill-server',
  'resend',
]

/** What can be made to go wrong: with a Kafka or a Redis of somebody else nothing is done to it. */
export function possibleFaults({ kafka, redis }: Services, disk: LimitedDisk | string): FaultKind[] {
  return [
    ...always,
    ...(redis.control === null ? [] : ofRedis),
    ...(kafka.control === null ? [] : (['restart-log'] as const)),
    ...(typeof disk === 'string' ? [] : (['fill-offline'] as const)),
  ]
}

/** Why the others are not made to happen. */
export function withheldFaults(
  { kafka, redis }: Services,
  disk: LimitedDisk | string,
): Partial<Record<FaultKind, string>> {
  const foreign = (variable: string, what: string) => {
    return `${what} is the one of ${variable}, which is not broken: unset ${variable}`
  }
  const withheld: Partial<Record<FaultKind, string>> = {}
  if (redis.control === null) for (const kind of ofRedis) withheld[kind] = foreign('REDIS_URL', 'Redis')
  if (kafka.control === null) withheld['restart-log'] = foreign('KAFKA_BROKERS', 'Kafka')
  if (typeof disk === 'string') withheld['fill-offline'] = disk
  return withheld
}

const ofRedis = [
  'restart-online',
  'lose-online',
  'pause-online',
  'slow-online',
  'cut-online',
  'pause-region',
  'stop-region',
] as const satisfies readonly FaultKind[]

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
  'fill-offline': async ({ disk, offline, later }) => {
    if (disk === null) return
    disk.fill()
    later(sleep(diskFullMs).then(() => disk.free()))
    await refusesWell(offline)
  },
  'pause-region': async ({ processes, regions, homeApplied, later }) => {
    const workers = processes.workersOf(regions.at(-1) ?? null)
    for (const worker of workers) worker.signal('SIGSTOP')
    // A home that is not at work yet, as on a busy machine, would stand as still as the region, and nothing would lag;
    // where home cannot catch up, the run says by itself that no region lagged.
    await homeApplied().catch(() => undefined)
    later(
      sleep(regionPauseMs).then(() => {
        for (const worker of workers) worker.signal('SIGCONT')
      }),
    )
  },
  'stop-region': async ({ services: { redis }, later }) => {
    await redis.control?.kill()
    later(sleep(regionAwayMs).then(() => redis.control?.start()))
  },
}

/** Makes a fault happen; returns when it is over, or goes on by itself. */
export function makeFault({ kind }: Fault, stack: FaultyStack): Promise<void> {
  return makers[kind](stack)
}
