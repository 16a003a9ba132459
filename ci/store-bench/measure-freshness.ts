import { setTimeout as sleep } from 'node:timers/promises'
import { wallClock } from '../../reference-store/processes/wall-clock.ts'
import { BenchTopic, benchRandom, hotShares, type TopicKind, topicKinds } from './bench-topic.ts'
import type { Freshness } from './ingest-side.ts'
import type { IngestOptions } from './measure-ingest.ts'
import { storeRecords } from './store-records.ts'

export interface FreshnessOptions extends Omit<IngestOptions, 'records' | 'rounds'> {
  /** Records a second that come in. */
  readonly rate: number
  readonly seconds: number
}

/** ms between two appends. */
const appendMs = 50

/** How soon records are visible while they come in at one rate, with even keys and with a hot one. */
export async function measureFreshness(options: FreshnessOptions): Promise<Record<TopicKind, Freshness>> {
  const measured: Partial<Record<TopicKind, Freshness>> = {}
  for (const kind of topicKinds) {
    options.say(`freshness, ${kind}: ${options.rate} records/s for ${options.seconds} s`)
    measured[kind] = await followTopic(kind, options)
  }
  return measured as Record<TopicKind, Freshness>
}

async function followTopic(
  kind: TopicKind,
  { env, size, sides, rate, seconds }: FreshnessOptions,
): Promise<Freshness> {
  const topic = await BenchTopic.open(env, size)
  try {
    const count = rate * seconds
    const { promise: ready, resolve: onReady } = Promise.withResolvers<void>()
    const followed = sides.worker.ask('follow', topic.asked(count), onReady)
    await Promise.race([ready, followed])
    const step = 1_000_000 / rate
    const asked = { count, accounts: size.accounts, hotShare: hotShares[kind], from: wallClock(), step }
    const records = storeRecords(benchRandom(`live ${kind}`), asked)
    const perAppend = Math.ceil((rate * appendMs) / 1_000)
    const started = performance.now()
    for (let at = 0; at < count; at += perAppend) {
      await topic.door.ingest(records.slice(at, at + perAppend))
      await sleep(Math.max(0, started + (at / perAppend + 1) * appendMs - performance.now()))
    }
    return await followed
  } finally {
    await topic.close()
  }
}
