import { kafkaClient } from '../../reference-store/ingest/kafka-link.ts'
import { kafkaNames } from '../../reference-store/ingest/kafka-topics.ts'
import type { BenchPlace, RunAsked } from './bench-place.ts'

export interface ConsumeRun {
  /** From when the group had given the partitions until the last record had come. */
  readonly ms: number
  readonly records: number
  readonly bytes: number
}

/** What kafkajs's consumer alone takes to bring so many records; nothing is done with them. */
export async function consumeRaw(
  { settings }: BenchPlace,
  { namespace, run, records }: RunAsked,
): Promise<ConsumeRun> {
  const names = kafkaNames(namespace)
  const consumer = kafkaClient(settings, 'plumbline-bench').consumer({ groupId: names.group(run) })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let [seen, bytes, started, ended] = [0, 0, 0, 0]
  consumer.on(consumer.events.GROUP_JOIN, () => {
    started = performance.now()
  })
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
  await consumer.connect()
  try {
    await consumer.subscribe({ topics: [names.topic('payments')], fromBeginning: true })
    await consumer.run({
      eachBatch: async ({ batch }) => {
        seen += batch.messages.length
        for (const { value } of batch.messages) bytes += value?.length ?? 0
        ended = performance.now()
        if (seen >= records) resolve()
      },
    })
    await promise
  } finally {
    await consumer.disconnect()
  }
  return { ms: ended - started, records: seen, bytes }
}
