import { PlumblineError } from '../../features/plumbline-error.ts'
import { type KafkaLink, kindOfFailure } from './kafka-link.ts'

/** A place in the log of Kafka. */
export interface KafkaPlace {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** A record as it stands in a partition. */
export interface KafkaRecord {
  readonly offset: number
  readonly value: Buffer | null
}

/** What was found at a place and after it. */
export interface Found {
  readonly topic: string
  readonly partition: number
  /** Ascending by offset, from the one asked for; offsets may be missing. */
  readonly records: readonly KafkaRecord[]
  /** The offset after all that was read: beyond the last record where what follows it holds none. */
  readonly next: number
}

export interface FetchBounds {
  /** ms to wait where there is nothing yet. */
  readonly waitMs: number
  /** Bytes of each partition; one record that is larger comes all the same. */
  readonly bytesMax: number
}

interface FetchedPartition {
  readonly partition: number
  readonly messages: readonly {
    readonly offset: string
    readonly value: Buffer | null
    readonly isControlRecord?: boolean
  }[]
}

interface FetchResponse {
  readonly responses: readonly {
    readonly topicName: string
    readonly partitions: readonly FetchedPartition[]
  }[]
}

/**
 * Reads some places at once; what is not named in the result had nothing.
 * @throws PlumblineError `store-failed` where a place is no longer, or not yet, in the log.
 */
export async function fetchRecords(
  link: KafkaLink,
  places: readonly KafkaPlace[],
  { waitMs, bytesMax }: FetchBounds,
): Promise<Found[]> {
  const topics = [...Map.groupBy(places, place => place.topic)]
  const responses = await link
    .run([...topics.map(([topic]) => topic)], async cluster => {
      const byLeader = new Map<string, { topic: string; partitions: object[] }[]>()
      for (const [topic, all] of topics) {
        const leaders = cluster.findLeaderForPartitions(
          topic,
          all.map(place => place.partition),
        )
        for (const [leader, partitions] of Object.entries(leaders)) {
          const asked = all.filter(place => partitions.includes(place.partition))
          const request = asked.map(({ partition, offset }) => {
            return { partition, fetchOffset: String(offset), maxBytes: bytesMax }
          })
          byLeader.set(leader, [...(byLeader.get(leader) ?? []), { topic, partitions: request }])
        }
      }
      return Promise.all(
        [...byLeader].map(async ([nodeId, request]): Promise<FetchResponse> => {
          const broker = await cluster.findBroker({ nodeId })
          return broker.fetch({
            maxWaitTime: waitMs,
            minBytes: 1,
            maxBytes: bytesMax * places.length,
            isolationLevel: 0,
            topics: request as Parameters<typeof broker.fetch>[0]['topics'],
          })
        }),
      )
    })
    .catch(error => {
      throw placeFailure(error)
    })
  const offsetOf = new Map(places.map(place => [`${place.topic} ${place.partition}`, place.offset]))
  return responses
    .flatMap(each => each.responses)
    .flatMap(({ topicName, partitions }) => {
      return partitions.flatMap(fetched => {
        const from = offsetOf.get(`${topicName} ${fetched.partition}`)!
        const found = foundFrom(from, fetched)
        return found === null ? [] : [{ topic: topicName, partition: fetched.partition, ...found }]
      })
    })
}

/** Kafka gives whole batches: what lies before the offset asked for is not wanted. */
function foundFrom(
  from: number,
  { messages }: FetchedPartition,
): { records: KafkaRecord[]; next: number } | null {
  const last = messages.at(-1)
  if (last === undefined || Number(last.offset) < from) return null
  const records = messages.flatMap(({ offset, value, isControlRecord }): KafkaRecord[] => {
    const at = Number(offset)
    return at < from || isControlRecord === true ? [] : [{ offset: at, value }]
  })
  return { records, next: Number(last.offset) + 1 }
}

function placeFailure(error: unknown): unknown {
  const cause = error instanceof PlumblineError ? error.cause : null
  if (kindOfFailure(cause) !== 'OFFSET_OUT_OF_RANGE') return error
  const { topic, partition } = cause as unknown as { topic: string; partition: number }
  return new PlumblineError(
    'store-failed',
    `partition ${partition} of ${topic} does not hold the offset asked for, which was dropped or lost: let the topic keep its records (retention.ms=-1), or build the state anew`,
    { cause },
  )
}

/** The offsets that the next records of some partitions of a topic will have. */
export async function logEnds(
  link: KafkaLink,
  topic: string,
  partitions: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const found = await link.run([topic], cluster => {
    const asked = partitions.map(partition => ({ partition }))
    return cluster.fetchTopicsOffset([{ topic, partitions: asked, fromBeginning: false }])
  })
  return new Map(found[0]!.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
}

/** The next offset of a group in a partition; 0 where it never committed. */
export async function committedOffset(
  link: KafkaLink,
  groupId: string,
  topic: string,
  partition: number,
): Promise<number> {
  const { responses } = await link.run([topic], async cluster => {
    const coordinator = await cluster.findGroupCoordinator({ groupId })
    const asked = [{ topic, partitions: [{ partition }] }]
    return coordinator.offsetFetch({
      groupId,
      topics: asked as unknown as Parameters<typeof coordinator.offsetFetch>[0]['topics'],
    })
  })
  return Math.max(0, Number(responses[0]?.partitions[0]?.offset ?? 0))
}

/** Commits for a group that has no members; those that have commit through their membership. */
export async function commitOffsetOf(
  link: KafkaLink,
  groupId: string,
  { topic, partition, offset }: KafkaPlace,
): Promise<void> {
  await link.run([topic], async cluster => {
    const coordinator = await cluster.findGroupCoordinator({ groupId })
    const topics = [{ topic, partitions: [{ partition, offset: String(offset) }] }]
    await coordinator.offsetCommit({ groupId, groupGenerationId: -1, memberId: '', topics })
  })
}
