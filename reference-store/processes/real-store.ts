import { randomBytes } from 'node:crypto'
import { offlineGroup } from '../offline/offline-side.ts'
import { findServices, type Services } from '../services/find-services.ts'
import { redisVariable } from '../services/redis-variable.ts'
import type { HttpLimits } from '../serving/http/http-limits.ts'
import type { ListenAt } from '../serving/http/http-server.ts'
import { groupOf, replicaId } from '../serving/open-deployment.ts'
import type { Documents } from '../wire-documents.ts'
import { openLog, openOnline, regionsOf, type StackAddress } from './stack-parts.ts'
import { StackProcesses } from './stack-processes.ts'

export interface RealStoreOptions {
  /** One a features file. */
  readonly files: readonly Documents[]
  readonly limits: HttpLimits
  readonly listen: ListenAt
  readonly partitions: number
  readonly workers: number
  /** Where topics and state are kept for the next time; null: a new place, removed at the end. */
  readonly namespace: string | null
  /** Where a replica of the state is kept, the home region first; empty: one state. */
  readonly regions: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly report: (sentence: string) => void
}

export interface RealStore {
  readonly host: string
  readonly port: number
  /** What it runs on, for people. */
  readonly about: readonly string[]
  close(): Promise<void>
}

/**
 * The store on Kafka and Redis, which are found or started.
 * @throws PlumblineError where they cannot be had, saying what is missing, or where a process fails
 */
export async function openRealStore(options: RealStoreOptions): Promise<RealStore> {
  const { files, report, partitions, regions } = options
  const services = await findServices({ env: options.env, tell: report }, undefined, regions)
  try {
    const namespace = options.namespace ?? `plumbline-${randomBytes(6).toString('hex')}`
    const { asOfAgeMax } = options.limits
    const address: StackAddress = { namespace, partitions, asOfAgeMax, regions }
    const env = { ...options.env, ...addressesOf(services) }
    const processes = await StackProcesses.start({
      ...options,
      address,
      env,
      lookEveryMs: 100,
      takesRecords: true,
    })
    const close = async () => {
      await processes.close()
      if (options.namespace === null) await drop(address, files, env)
      await services.close()
    }
    return { host: processes.host, port: processes.port, about: aboutOf(options, services, namespace), close }
  } catch (error) {
    await services.close()
    throw error
  }
}

/** Where every process of a store finds Kafka, and the Redis of each region. */
export function addressesOf({ kafka, redis, regions }: Services): NodeJS.ProcessEnv {
  const ofRegions = [...regions].map(([region, { address }]) => [redisVariable(region), address] as const)
  return { KAFKA_BROKERS: kafka.address, REDIS_URL: redis.address, ...Object.fromEntries(ofRegions) }
}

function aboutOf(options: RealStoreOptions, services: Services, namespace: string): string[] {
  const { kafka, redis, regions } = services
  const online = regions.size === 0 ? [redis] : [...regions.values()]
  const place = `topics and state are in the namespace ${namespace}`
  const isForeign = [kafka, ...online].some(({ origin }) => origin === 'environment')
  const goes = 'they are removed at the end, from services of your own too: keep them with --namespace NAME'
  const fate = options.namespace === null && isForeign ? [goes] : []
  return [kafka.sentence, ...online.map(({ sentence }) => sentence), place, ...fate]
}

async function drop(
  address: StackAddress,
  files: readonly Documents[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const log = await openLog(address, files, env)
  await log.close()
  const replicas = files.flatMap(each => regionsOf(address).map(region => ({ each, region })))
  await log.drop([...replicas.map(({ each, region }) => groupOf(replicaId(each, region))), offlineGroup])
  for (const { each, region } of replicas) {
    const online = await openOnline(address, each, env, region)
    await online.drop()
    online.close()
  }
}
