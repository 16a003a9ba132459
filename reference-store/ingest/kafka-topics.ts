import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { kafkaClient } from './kafka-link.ts'
import type { KafkaSettings } from './kafka-settings.ts'

/** The topics and groups of one store. To Kafka a dot and an underscore in a topic are alike; no source has a hyphen. */
export interface KafkaNames {
  readonly topic: (source: string) => string
  readonly deadTopic: (source: string) => string
  readonly group: (group: string) => string
}

const legal = /^[\w-]{1,100}$/

/**
 * All names begin with the namespace, so that many stores share one Kafka.
 * @throws PlumblineError `usage` where Kafka could not hold a name made of it.
 */
export function kafkaNames(namespace: string): KafkaNames {
  if (!legal.test(namespace))
    throw new PlumblineError(
      'usage',
      `the namespace ${JSON.stringify(namespace)} cannot be part of a topic's name: use at most 100 letters, digits, - and _`,
    )
  return {
    topic: source => `${namespace}.${source}`,
    deadTopic: source => `${namespace}.${source}-dead`,
    group: group => `${namespace}.${group}`,
  }
}

export interface TopicRequest {
  readonly settings: KafkaSettings
  readonly namespace: string
  readonly sources: readonly string[]
  readonly partitions: number
}

const longMax = String(2n ** 63n - 1n)

/** State must be buildable from the log at any time, and arrival times need not be of today. */
const logConfig = {
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'cleanup.policy': 'delete',
  'segment.ms': longMax,
  'message.timestamp.type': 'CreateTime',
  'message.timestamp.before.max.ms': longMax,
  'message.timestamp.after.max.ms': longMax,
}

/** A letter that was sent twice has one key. */
const deadConfig = { 'cleanup.policy': 'compact' }

/**
 * Makes the topics of a store, where they are not there yet.
 * @throws PlumblineError `store-failed` where one is there with another number of partitions.
 */
export async function makeTopics({ settings, namespace, sources, partitions }: TopicRequest): Promise<void> {
  const names = kafkaNames(namespace)
  await withAdmin(settings, async admin => {
    const topics = sources.flatMap(source => [
      { topic: names.topic(source), numPartitions: partitions, configEntries: entries(logConfig) },
      { topic: names.deadTopic(source), numPartitions: 1, configEntries: entries(deadConfig) },
    ])
    const there = new Set(await admin.listTopics())
    const missing = topics.filter(({ topic }) => !there.has(topic))
    // Another process may make them meanwhile; kafkajs says so by giving false.
    if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: true })
    const wanted = topics.map(({ topic }) => topic)
    const metadata = await settled(admin, wanted)
    for (const { name, partitions: found } of metadata) {
      const { numPartitions } = topics.find(({ topic }) => topic === name)!
      if (found.length === numPartitions) continue
      throw new PlumblineError(
        'store-failed',
        `the topic ${name} has ${found.length} partitions, not ${numPartitions}: a key would lie elsewhere; open the store with ${found.length} partitions`,
      )
    }
  })
}

/** Removes the topics of a store and the offsets of its groups. */
export async function dropTopics(
  { settings, namespace, sources }: Omit<TopicRequest, 'partitions'>,
  groups: readonly string[],
): Promise<void> {
  const names = kafkaNames(namespace)
  await withAdmin(settings, async admin => {
    const there = new Set(await admin.listTopics())
    const topics = sources.flatMap(source => [names.topic(source), names.deadTopic(source)])
    const mine = topics.filter(topic => there.has(topic))
    if (mine.length > 0) await admin.deleteTopics({ topics: mine })
    // A group that never committed, or still has a member, is not there to delete.
    for (const group of groups) await admin.deleteGroups([names.group(group)]).catch(() => {})
  })
}

function entries(config: Readonly<Record<string, string>>) {
  return Object.entries(config).map(([name, value]) => ({ name, value }))
}

const triesMax = 50

/** A topic that was just made may not be known to every broker. */
async function settled(admin: Admin, topics: string[]) {
  for (let tries = 1; ; tries++) {
    try {
      const { topics: found } = await admin.fetchTopicMetadata({ topics })
      if (found.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))) return found
    } catch (error) {
      if (tries === triesMax) throw error
    }
    await sleep(100)
  }
}

async function withAdmin(settings: KafkaSettings, work: (admin: Admin) => Promise<void>): Promise<void> {
  const admin = kafkaClient(settings, 'plumbline-topics').admin()
  try {
    await admin.connect()
    await work(admin)
  } catch (cause) {
    if (cause instanceof PlumblineError) throw cause
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new PlumblineError(
      'store-failed',
      `Kafka at ${settings.brokers.join(',')}: ${said}; see that it runs and lets this user make topics`,
      { cause },
    )
  } finally {
    await admin.disconnect().catch(() => {})
  }
}
