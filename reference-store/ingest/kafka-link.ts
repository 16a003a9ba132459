import { setTimeout as sleep } from 'node:timers/promises'
import { AssignerProtocol, type Cluster, Kafka, type KafkaConfig } from 'kafkajs'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { KafkaSettings } from './kafka-settings.ts'
import { quietKafkajs } from './quiet-kafkajs.ts'
import { silentLogs } from './silent-logs.ts'

/** How long a Kafka that does not answer is waited for: so many attempts, each after a pause. */
const triesMax = 240
const pauseMs = 500

/** Failures that another attempt does not mend. */
const final: ReadonlySet<string> = new Set([
  'OFFSET_OUT_OF_RANGE',
  'KafkaJSSASLAuthenticationError',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_TOPIC_EXCEPTION',
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'REBALANCE_IN_PROGRESS',
  'INVALID_TIMESTAMP',
  'MESSAGE_TOO_LARGE',
])

/** A client of kafkajs that says nothing by itself. */
export function kafkaClient(
  settings: KafkaSettings,
  clientId: string,
  more: Partial<KafkaConfig> = {},
): Kafka {
  quietKafkajs()
  return new Kafka({
    ...settings,
    clientId,
    logCreator: silentLogs,
    connectionTimeout: 3_000,
    authenticationTimeout: 10_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4 },
    ...more,
  })
}

/** kafkajs's name or type of a failure. */
export function kindOfFailure(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return 'type' in error && typeof error.type === 'string' ? error.type : error.name
}

/**
 * Connections to the brokers for requests that kafkajs's consumers do not make: reading from any offset, ends and
 * offsets of groups. A request is tried again, over new connections, until Kafka is back or patience is over.
 */
export class KafkaLink {
  readonly #settings: KafkaSettings
  readonly #clientId: string
  #cluster: Promise<Cluster> | null = null
  #closed = false

  constructor(settings: KafkaSettings, clientId: string) {
    this.#settings = settings
    this.#clientId = clientId
  }

  /**
   * Runs a request that may be run more than once. `topics` are those whose leaders it asks for.
   * @throws PlumblineError `store-failed` where Kafka refuses or does not answer; the cause is kafkajs's error.
   */
  async run<T>(topics: readonly string[], request: (cluster: Cluster) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        const cluster = await this.#connected()
        await cluster.addMultipleTargetTopics([...topics])
        return await request(cluster)
      } catch (error) {
        if (this.#closed || tries === triesMax || final.has(kindOfFailure(error))) throw this.#failure(error)
        await this.#drop()
        await sleep(pauseMs)
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#drop()
  }

  async #connected(): Promise<Cluster> {
    if (this.#closed) throw new Error('the connection was closed')
    this.#cluster ??= this.#connect()
    return this.#cluster
  }

  async #connect(): Promise<Cluster> {
    let cluster: Cluster | null = null
    // A consumer that never joins its group: of what kafkajs makes public, assigners alone are given the cluster.
    kafkaClient(this.#settings, this.#clientId).consumer({
      groupId: 'plumbline-none',
      allowAutoTopicCreation: false,
      partitionAssigners: [
        given => {
          cluster = given.cluster
          return { name: 'none', version: 0, assign: async () => [], protocol: noProtocol }
        },
      ],
    })
    await cluster!.connect()
    return cluster!
  }

  async #drop(): Promise<void> {
    const cluster = this.#cluster
    this.#cluster = null
    await cluster?.then(each => each.disconnect()).catch(() => {})
  }

  #failure(error: unknown): PlumblineError {
    if (error instanceof PlumblineError) return error
    const said = error instanceof Error ? error.message : String(error)
    return new PlumblineError(
      'store-failed',
      `Kafka at ${this.#settings.brokers.join(',')}: ${said}; see that it runs and lets this user in`,
      { cause: error },
    )
  }
}

function noProtocol({ topics }: { topics: string[] }) {
  return {
    name: 'none',
    metadata: AssignerProtocol.MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }),
  }
}
