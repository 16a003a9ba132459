import { randomBytes } from 'node:crypto'
import { offlineGroup } from '../offline/offline-side.ts'
import { findServices } from '../services/find-services.ts'
import type { HttpLimits } from '../serving/http/http-limits.ts'
import type { ListenAt } from '../serving/http/http-server.ts'
import { deploymentId, groupOf } from '../serving/open-deployment.ts'
import type { Documents } from '../wire-documents.ts'
import { openLog, openOnline, type StackAddress } from './stack-parts.ts'
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
  const { files, report, partitions } = options
  const services = await findServices({ env: options.env, tell: report })
  try {
    const namespace = options.namespace ?? `plumbline-${randomBytes(6).toString('hex')}`
    const { asOfAgeMax } = options.limits
    const address: StackAddress = { namespace, partitions, asOfAgeMax }
    const env = { ...options.env, KAFKA_BROKERS: services.kafka.address, REDIS_URL: services.redis.address }
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
    const place = `topics and state are in the namespace ${namespace}`
    const about = [services.kafka.sentence, services.redis.sentence, place]
    return { host: processes.host, port: processes.port, about, close }
  } catch (error) {
    await services.close()
    throw error
  }
}

async function drop(
  address: StackAddress,
  files: readonly Documents[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const log = await openLog(address, files, env)
  await log.close()
  await log.drop([...files.map(each => groupOf(deploymentId(each))), offlineGroup])
  for (const each of files) {
    const online = await openOnline(address, each, env)
    await online.drop()
    online.close()
  }
}
