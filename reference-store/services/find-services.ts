import { PlumblineError } from '../../features/plumbline-error.ts'
import { findKafka } from './find-kafka.ts'
import { findRedis } from './find-redis.ts'
import type { RedisSettings } from './local-redis.ts'
import { redisVariable } from './redis-variable.ts'
import type { Service } from './service.ts'
import type { ServiceRequest } from './service-request.ts'

/** What a real stack runs on. */
export interface Services {
  readonly kafka: Service
  /** The only Redis, or that of the home region. */
  readonly redis: Service
  /** By region, the home region first; empty for a store without regions. */
  readonly regions: ReadonlyMap<string, Service>
  close(): Promise<void>
}

/**
 * Finds or starts Kafka, and a Redis for each region, all at once; see `findService`. Without regions there is one Redis.
 * @throws PlumblineError `usage` where regions are given and `REDIS_URL` names one Redis for all
 */
export async function findServices(
  request: ServiceRequest,
  redisSettings: RedisSettings = { appendOnly: true },
  regions: readonly string[] = [],
): Promise<Services> {
  refuseOneForAll(request, regions)
  const [home = null, ...others] = regions
  const asked = [
    findKafka(request),
    ...[home, ...others].map(region => findRedis(request, redisSettings, region)),
  ]
  const results = await Promise.allSettled(asked)
  const found = results.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
  const close = async () => {
    await Promise.all(found.map(service => service.close()))
  }
  const failed = results.find(each => each.status === 'rejected')
  if (failed !== undefined) {
    await close()
    throw failed.reason
  }
  const [kafka, redis, ...rest] = found as [Service, Service, ...Service[]]
  return {
    kafka,
    redis,
    regions: new Map(regions.map((name, i) => [name, i === 0 ? redis : rest[i - 1]!])),
    close,
  }
}

function refuseOneForAll({ env }: ServiceRequest, regions: readonly string[]): void {
  const [region] = regions
  const isSet = (variable: string) => (env[variable] ?? '') !== '' || (env[`${variable}_FILE`] ?? '') !== ''
  if (region === undefined || !isSet('REDIS_URL')) return
  if (regions.every(each => isSet(redisVariable(each)))) return
  throw new PlumblineError(
    'usage',
    `REDIS_URL names one Redis for a store with regions: set ${regions.map(redisVariable).join(' and ')} instead`,
  )
}
