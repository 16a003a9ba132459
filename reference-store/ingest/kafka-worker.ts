import { setTimeout as sleep } from 'node:timers/promises'
import type { Instant } from '../../features/value.ts'
import type { OnlineStore } from '../online/online-store.ts'
import { DeadLetters } from './dead-letters.ts'
import { type Assigned, GroupMembership } from './group-membership.ts'
import type { Consumers } from './ingest-worker.ts'
import { KafkaLink } from './kafka-link.ts'
import { committedOffset } from './kafka-reads.ts'
import type { KafkaSettings } from './kafka-settings.ts'
import { kafkaNames } from './kafka-topics.ts'
import { LaneFeed } from './lane-feed.ts'
import { type KeepLetters, PartitionIntake, type WorkerSeams } from './partition-intake.ts'
import { PartitionLoop } from './partition-loop.ts'

/** What became of a batch, for whoever makes metrics; instants are µs of each machine's own clock. */
export interface BatchReport {
  readonly source: string
  readonly partition: number
  /** Its first offset, and the one after its last. */
  readonly from: number
  readonly next: number
  /** Entries, those refused among them. */
  readonly records: number
  readonly refused: number
  readonly bytes: number
  /** When the first and the last of its records were produced; null where none says so. */
  readonly produced: { readonly first: Instant; readonly last: Instant } | null
  readonly consumedAt: Instant
  /** When its effects were visible. */
  readonly writtenAt: Instant
}

export interface KafkaWorkerOptions {
  readonly settings: KafkaSettings
  readonly namespace: string
  /** Its consumer group, without the namespace. */
  readonly group: string
  readonly online: OnlineStore
  readonly consumers: Consumers
  readonly seams: WorkerSeams
  readonly now: () => Instant
  /** ms after which a worker that says nothing loses its partitions to others. */
  readonly sessionMs: number
  /** Told of each failure that it waits out, and of nothing else. */
  readonly report: (sentence: string) => void
  readonly onBatch: (batch: BatchReport) => void
}

/** ms between two commits of what became visible. */
const commitMs = 200

/**
 * A member of a consumer group that takes what it is assigned into an online store. Who writes a partition is decided
 * there, by claims; the group only says who should. A worker that lost a claim does not claim again before the group has
 * confirmed it: else one that was paused too long would take partitions back from its heirs.
 */
export class KafkaWorker {
  readonly #options: KafkaWorkerOptions
  readonly #sourceOf: ReadonlyMap<string, string>
  readonly #link: KafkaLink
  readonly #feedLink: KafkaLink
  readonly #feed: LaneFeed
  readonly #letters: DeadLetters
  readonly #membership: GroupMembership
  /** By topic and partition. */
  readonly #loops = new Map<string, PartitionLoop>()
  readonly #ending = new Set<Promise<void>>()
  readonly #committing: Promise<void>
  readonly #stop = new AbortController()
  #told = ''

  private constructor(options: KafkaWorkerOptions) {
    this.#options = options
    const { settings, namespace, consumers, now } = options
    const names = kafkaNames(namespace)
    this.#sourceOf = new Map([...consumers.keys()].map(source => [names.topic(source), source]))
    const clientId = `plumbline-${namespace}`
    this.#link = new KafkaLink(settings, clientId)
    // A fetch that waits for records holds up what comes after it on its connection.
    this.#feedLink = new KafkaLink(settings, clientId)
    this.#feed = new LaneFeed(this.#feedLink, sentence => this.#report(sentence))
    this.#letters = new DeadLetters(settings, namespace, now)
    this.#membership = GroupMembership.join({
      settings,
      groupId: names.group(options.group),
      topics: [...this.#sourceOf.keys()],
      sessionMs: options.sessionMs,
      assigned: places => this.#assign(places),
    })
    this.#committing = this.#commitAgainAndAgain()
  }

  /** Joins the group; partitions come when the group has settled. The online store stays its owner's. */
  static start(options: KafkaWorkerOptions): KafkaWorker {
    return new KafkaWorker(options)
  }

  /** The partitions that it has now, by source. */
  get assigned(): readonly { readonly source: string; readonly partition: number }[] {
    return [...this.#loops.values()].map(({ source, partition }) => ({ source, partition }))
  }

  /** Finishes the batches under way, commits, and leaves the group. */
  async close(): Promise<void> {
    this.#stop.abort()
    for (const loop of this.#loops.values()) this.#end(loop)
    await Promise.all(this.#ending)
    await this.#committing
    await this.#commit()
    await this.#membership.leave()
    await Promise.all([this.#feedLink.close(), this.#feed.end()])
    await this.#letters.close()
    await this.#link.close()
  }

  #assign(places: readonly Assigned[]): void {
    if (this.#stop.signal.aborted) return
    const wanted = new Map(places.map(place => [`${place.topic} ${place.partition}`, place]))
    for (const [name, loop] of this.#loops) {
      if (wanted.has(name)) continue
      this.#loops.delete(name)
      this.#end(loop)
    }
    for (const [name, { topic, partition }] of wanted) {
      const source = this.#sourceOf.get(topic)
      if (this.#loops.has(name) || source === undefined) continue
      this.#loops.set(
        name,
        new PartitionLoop({
          topic,
          source,
          partition,
          feed: this.#feed,
          claim: keep => this.#claim(topic, source, partition, keep),
          keepLetters: (...letters) => this.#letters.keep(...letters),
          proofs: () => this.#membership.proofs,
          now: this.#options.now,
          report: sentence => this.#report(sentence),
          onBatch: batch => {
            this.#told = ''
            this.#options.onBatch(batch)
          },
        }),
      )
    }
  }

  #claim(
    topic: string,
    source: string,
    partition: number,
    keepLetters: KeepLetters,
  ): Promise<PartitionIntake> {
    const { namespace, group, online, consumers, seams } = this.#options
    const groupId = kafkaNames(namespace).group(group)
    return PartitionIntake.claim({
      online,
      source,
      partition,
      consumers: consumers.get(source)!,
      committed: () => committedOffset(this.#link, groupId, topic, partition),
      seams,
      keepLetters,
    })
  }

  #end(loop: PartitionLoop): void {
    const ended = loop.end().finally(() => this.#ending.delete(ended))
    this.#ending.add(ended)
  }

  async #commitAgainAndAgain(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      await sleep(commitMs, undefined, { signal }).catch(() => {})
      await this.#commit()
    }
  }

  async #commit(): Promise<void> {
    const due = [...this.#loops.values()].filter(loop => loop.uncommitted !== null)
    if (due.length === 0) return
    const places = due.map(({ topic, partition, uncommitted }) => ({
      topic,
      partition,
      offset: uncommitted!,
    }))
    try {
      await this.#membership.commit(places)
      for (const [i, loop] of due.entries()) loop.committed(places[i]!.offset)
    } catch {
      // The group is settling or away; what is visible is visible, and the offset is committed with the next.
    }
  }

  /** Not the same again and again. */
  #report(sentence: string): void {
    if (sentence === this.#told || this.#stop.signal.aborted) return
    this.#told = sentence
    this.#options.report(sentence)
  }
}
