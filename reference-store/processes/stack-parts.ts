import type { Micros } from '../../features/value.ts'
import { KafkaEventLog } from '../ingest/kafka-event-log.ts'
import { kafkaSettings } from '../ingest/kafka-settings.ts'
import { RedisOnlineStore } from '../online/redis-online-store.ts'
import { expiryPolicy } from '../online/state-expiry.ts'
import { redisVariable } from '../services/redis-variable.ts'
import type { Deployment } from '../serving/deployment.ts'
import { openDeployment, replicaId } from '../serving/open-deployment.ts'
import { storeSeams } from '../store-seams.ts'
import { type Documents, wireDocuments } from '../wire-documents.ts'
import { wallClock } from './wall-clock.ts'

/** Which store on Kafka and Redis, for every process of it. Where those are and how to get in says the environment. */
export interface StackAddress {
  /** What topics, groups and keys of the store begin with. */
  readonly namespace: string
  readonly partitions: number
  /** µs: what no question of that age can see is forgotten (docs/adr/0008); absent: nothing is. */
  readonly asOfAgeMax?: Micros | null
  /** Each with a Redis of its own, the home region first; absent or empty: one state, and no regions. */
  readonly regions?: readonly string[]
}

/** The sources that any of some files reads. */
export function sourcesOfFiles(files: readonly Documents[]): string[] {
  const wired = files.map(each => wireDocuments(each, storeSeams))
  return [...new Set(wired.flatMap(({ sources }) => sources.map(({ source }) => source)))]
}

/** @throws PlumblineError `usage` or `store-failed` where Kafka cannot be used */
export function openLog(
  { namespace, partitions }: StackAddress,
  files: readonly Documents[],
  env: NodeJS.ProcessEnv,
): Promise<KafkaEventLog> {
  const settings = kafkaSettings(env)
  return KafkaEventLog.open({
    settings,
    namespace,
    sources: sourcesOfFiles(files),
    partitions,
    now: wallClock,
  })
}

/** Where a store keeps state: in its regions, or (null) in one place. */
export function regionsOf({ regions = [] }: StackAddress): readonly [string | null, ...(string | null)[]] {
  const [home = null, ...others] = regions
  return [home, ...others]
}

/** State of one deployment in one region; each has keys of its own. @throws PlumblineError where Redis cannot be used */
export function openOnline(
  { namespace, partitions, asOfAgeMax = null }: StackAddress,
  documents: Documents,
  env: NodeJS.ProcessEnv,
  region: string | null = null,
): Promise<RedisOnlineStore> {
  const variable = redisVariable(region)
  const url = env[variable] ?? 'redis://127.0.0.1:6379'
  const expiry =
    asOfAgeMax === null
      ? null
      : expiryPolicy(wireDocuments(documents, storeSeams).consumers, { asOfAgeMax, now: wallClock })
  return RedisOnlineStore.open({
    url,
    variable,
    namespace: onlineNamespace(namespace, documents, region),
    partitions,
    expiry,
  })
}

/** A region's state has a namespace of its own, so that two may lie in one Redis. */
export function onlineNamespace(
  namespace: string,
  documents: Documents,
  region: string | null = null,
): string {
  return `${namespace}.${replicaId(documents, region)}`
}

/** Deployments over one log in some of the store’s regions, whose state others write. */
export async function openDeployments(
  address: StackAddress,
  files: readonly Documents[],
  log: KafkaEventLog,
  env: NodeJS.ProcessEnv,
  regions: readonly (string | null)[] = regionsOf(address),
): Promise<Deployment[]> {
  const deployments: Deployment[] = []
  try {
    for (const each of files) {
      for (const region of regions) {
        const online = await openOnline(address, each, env, region)
        deployments.push(openDeployment(each, files, { log, online, seams: storeSeams, region }))
      }
    }
    return deployments
  } catch (error) {
    for (const { online } of deployments) await online.close()
    throw error
  }
}
