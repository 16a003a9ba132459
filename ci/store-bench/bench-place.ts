import type { KafkaSettings } from '../../reference-store/ingest/kafka-settings.ts'

export interface BenchSize {
  readonly partitions: number
  readonly accounts: number
}

/** Where a side runs. Holds credentials: never print it. */
export interface BenchPlace extends BenchSize {
  readonly settings: KafkaSettings
  readonly redisUrl: string
}

/** One run of a side over one topic. */
export interface RunAsked {
  /** Whose topic is read. */
  readonly namespace: string
  /** Of the consumer group and of the state; new for each run. */
  readonly run: string
  /** Records in the topic. */
  readonly records: number
}
