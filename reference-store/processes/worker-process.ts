import { kafkaSettings } from '../ingest/kafka-settings.ts'
import { type BatchReport, KafkaWorker } from '../ingest/kafka-worker.ts'
import type { Deployment } from '../serving/deployment.ts'
import { storeSeams } from '../store-seams.ts'
import { type PlainDocuments, unpackDocuments } from './plain-documents.ts'
import { openDeployments, openLog, type StackAddress } from './stack-parts.ts'
import { wallClock } from './wall-clock.ts'

/** What a worker process is told; no credentials, which come by the environment. */
export interface WorkerOrder {
  readonly address: StackAddress
  /** The region whose state it feeds; null or absent: the only state. */
  readonly region?: string | null
  /** One a features file. */
  readonly files: readonly PlainDocuments[]
  /** ms after which a worker that says nothing loses its partitions; brokers refuse less than their least. */
  readonly sessionMs?: number
}

/** What a broker takes by default at the least. */
const defaultSessionMs = 6_000

export interface RunningWorker {
  /** Finishes what is under way, commits and leaves, so that others take over at once. */
  close(): Promise<void>
}

/** Feeds every deployment of a store from Kafka, for as long as it is not closed; it waits out what may pass. */
export async function runWorker(
  order: WorkerOrder,
  env: NodeJS.ProcessEnv,
  report: (sentence: string) => void,
  onBatch: (deployment: string, batch: BatchReport) => void,
): Promise<RunningWorker> {
  const files = order.files.map(unpackDocuments)
  const log = await openLog(order.address, files, env)
  // It makes the topics; workers read and commit over connections of their own.
  await log.close()
  const deployments = await openDeployments(order.address, files, log, env, [order.region ?? null])
  const workers = deployments.map(({ id, group, online, wired }: Deployment) => {
    return KafkaWorker.start({
      settings: kafkaSettings(env),
      namespace: order.address.namespace,
      group,
      online,
      consumers: wired.consumers,
      seams: storeSeams,
      now: wallClock,
      sessionMs: order.sessionMs ?? defaultSessionMs,
      report,
      onBatch: batch => onBatch(id, batch),
    })
  })
  return {
    close: async () => {
      await Promise.all(workers.map(worker => worker.close()))
      for (const { online } of deployments) await online.close()
    },
  }
}
