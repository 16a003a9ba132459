import { setTimeout as sleep } from 'node:timers/promises'
import { type BatchReport, KafkaWorker } from '../../reference-store/ingest/kafka-worker.ts'
import type { OnlineStore } from '../../reference-store/online/online-store.ts'
import { storeSeams } from '../../reference-store/store-seams.ts'
import { type WiredDocuments, wireDocuments } from '../../reference-store/wire-documents.ts'
import { payments } from '../../scenarios/features/payments.ts'
import type { BenchPlace, RunAsked } from './bench-place.ts'
import { accountName } from './store-records.ts'

export const benchDocuments = { definitions: [payments.definitions], services: [] }

/** ms between two looks whether the group has given partitions. */
const lookMs = 1

export interface WorkerRun {
  /** From when the group had given the partitions until the last record was visible. */
  readonly ms: number
  readonly records: number
  readonly refused: number
  readonly batches: number
  /** Of this process meanwhile, all of its threads. */
  readonly cpuMs: number
}

/** A worker as a process of the store runs it, from its start until so many records are visible. */
export async function runWorker(
  place: BenchPlace,
  { namespace, run, records }: RunAsked,
  online: OnlineStore,
  onReady: () => void = () => {},
  onBatch: (batch: BatchReport) => void = () => {},
): Promise<WorkerRun> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let [visible, refused, batches, started, ended, cpuMs] = [0, 0, 0, 0, 0, 0]
  const worker = KafkaWorker.start({
    settings: place.settings,
    namespace,
    group: run,
    online,
    consumers: wiredBench().consumers,
    seams: storeSeams,
    now: () => Math.round((performance.timeOrigin + performance.now()) * 1_000),
    sessionMs: 6_000,
    report: sentence => reject(new Error(sentence)),
    onBatch: batch => {
      onBatch(batch)
      visible += batch.records
      refused += batch.refused
      batches++
      ended = performance.now()
      if (visible >= records) resolve()
    },
  })
  try {
    while (worker.assigned.length === 0) await sleep(lookMs)
    started = performance.now()
    const before = process.cpuUsage()
    onReady()
    await promise
    const { user, system } = process.cpuUsage(before)
    cpuMs = (user + system) / 1_000
  } finally {
    await worker.close()
  }
  return { ms: ended - started, records: visible, refused, batches, cpuMs }
}

export function wiredBench(): WiredDocuments {
  return wireDocuments(benchDocuments, storeSeams)
}

/** What the first accounts have at an instant (µs), as text: for two states to be held against each other. */
export async function answersOf(
  { partitions, accounts }: BenchPlace,
  online: OnlineStore,
  asOf: number,
): Promise<string[]> {
  const probes = Array.from({ length: Math.min(accounts, 300) }, (_, i) => {
    const key = { account: accountName(i) }
    return { probeId: `${i}`, target: 'fraud', key, asOf, request: {}, askedVersion: null }
  })
  const answers = await wiredBench().serve(online, partitions).read(probes)
  return answers.map(answer =>
    JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
  )
}
