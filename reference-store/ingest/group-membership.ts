import { setTimeout as sleep } from 'node:timers/promises'
import type { Consumer } from 'kafkajs'
import { kafkaClient } from './kafka-link.ts'
import type { KafkaPlace } from './kafka-reads.ts'
import type { KafkaSettings } from './kafka-settings.ts'

export type Assigned = Pick<KafkaPlace, 'topic' | 'partition'>

export interface MembershipOptions {
  readonly settings: KafkaSettings
  readonly groupId: string
  readonly topics: readonly string[]
  /** ms after which a member that says nothing loses its partitions. */
  readonly sessionMs: number
  /** Called whenever the group has settled, with all that this member has now. */
  readonly assigned: (places: readonly Assigned[]) => void
}

/** ms before a membership that kafkajs gave up is begun anew. */
const againMs = 1_000

/** ms between two looks of a member that fetches nothing. */
const idleMs = 100

/**
 * Membership of a consumer group, and nothing else: kafkajs's consumer keeps every topic paused, so that whoever uses
 * the assignment reads at its own pace, from offsets of its own. It comes back by itself after Kafka was away.
 */
export class GroupMembership {
  readonly #options: MembershipOptions
  #consumer: Consumer | null = null
  #proofs = 0
  #left = false
  #joining: Promise<void> = Promise.resolve()

  private constructor(options: MembershipOptions) {
    this.#options = options
  }

  static join(options: MembershipOptions): GroupMembership {
    const membership = new GroupMembership(options)
    membership.#joining = membership.#join()
    return membership
  }

  /** How often the group has confirmed that this is a member; a number that has grown is news from the group. */
  get proofs(): number {
    return this.#proofs
  }

  /** Commits as the member that this is. @throws where the group does not take it for one at the moment */
  async commit(places: readonly KafkaPlace[]): Promise<void> {
    if (this.#consumer === null) throw new Error('not a member at the moment')
    await this.#consumer.commitOffsets(
      places.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) })),
    )
  }

  /** Leaves the group, so that others get the partitions at once. */
  async leave(): Promise<void> {
    this.#left = true
    await this.#joining
    await this.#consumer?.disconnect().catch(() => {})
    this.#consumer = null
  }

  async #join(): Promise<void> {
    while (!this.#left) {
      try {
        await this.#joinOnce()
        return
      } catch {
        await this.#consumer?.disconnect().catch(() => {})
        this.#consumer = null
        await sleep(againMs)
      }
    }
  }

  async #joinOnce(): Promise<void> {
    const { settings, groupId, topics, sessionMs, assigned } = this.#options
    const consumer = kafkaClient(settings, `plumbline-${groupId}`).consumer({
      groupId,
      sessionTimeout: sessionMs,
      rebalanceTimeout: sessionMs,
      heartbeatInterval: Math.floor(sessionMs / 6),
      maxWaitTimeInMs: idleMs,
      allowAutoTopicCreation: false,
    })
    this.#consumer = consumer
    const { GROUP_JOIN, HEARTBEAT, CRASH } = consumer.events
    consumer.on(HEARTBEAT, () => void this.#proofs++)
    consumer.on(GROUP_JOIN, ({ payload }) => {
      // Before the first fetch of this generation: kafkajs tells its listeners at once.
      consumer.pause(topics.map(topic => ({ topic })))
      this.#proofs++
      const { memberAssignment } = payload as {
        memberAssignment: Readonly<Record<string, readonly number[]>>
      }
      assigned(
        Object.entries(memberAssignment).flatMap(([topic, partitions]) => {
          return partitions.map(partition => ({ topic, partition }))
        }),
      )
    })
    consumer.on(CRASH, ({ payload }) => {
      if (payload.restart || this.#left || this.#consumer !== consumer) return
      this.#consumer = null
      this.#joining = sleep(againMs).then(() => this.#join())
    })
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics] })
    await consumer.run({ autoCommit: false, eachBatch: async () => {} })
  }
}
