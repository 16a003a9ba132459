import { randomUUID } from 'node:crypto'
import { randomOf } from '../../generators/random.ts'
import { FrontDoor } from '../../reference-store/ingest/front-door.ts'
import { KafkaEventLog } from '../../reference-store/ingest/kafka-event-log.ts'
import { kafkaSettings } from '../../reference-store/ingest/kafka-settings.ts'
import { wallClock } from '../../reference-store/processes/wall-clock.ts'
import type { BenchSize, RunAsked } from './bench-place.ts'
import { wiredBench } from './run-worker.ts'

export const topicKinds = ['uniform', 'hot'] as const

/** Whose keys are even, and of which one key has half of the records. */
export type TopicKind = (typeof topicKinds)[number]

export const hotShares: Readonly<Record<TopicKind, number>> = { uniform: 0, hot: 0.5 }

/** A topic of its own in Kafka, appended to through the front door, and removed at the end. */
export class BenchTopic {
  readonly door: FrontDoor
  readonly #namespace: string
  readonly #log: KafkaEventLog
  readonly #groups: string[] = []

  private constructor(namespace: string, log: KafkaEventLog) {
    this.#namespace = namespace
    this.#log = log
    this.door = new FrontDoor(log, wiredBench().sources)
  }

  static async open(env: NodeJS.ProcessEnv, { partitions }: BenchSize): Promise<BenchTopic> {
    const namespace = `bench-${randomUUID()}`
    const settings = kafkaSettings(env)
    const options = { settings, namespace, sources: ['payments'], partitions, now: wallClock }
    return new BenchTopic(namespace, await KafkaEventLog.open(options))
  }

  /** A run of its own over so many records. */
  asked(records: number): RunAsked {
    const run = `${this.#namespace}-${this.#groups.length}`
    this.#groups.push(run)
    return { namespace: this.#namespace, run, records }
  }

  async close(): Promise<void> {
    await this.#log.close()
    await this.#log.drop(this.#groups)
  }
}

export const benchRandom = (name: string) => randomOf(1).fork(name)
