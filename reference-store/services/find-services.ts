import { findKafka } from './find-kafka.ts'
import { findRedis } from './find-redis.ts'
import type { RedisSettings } from './local-redis.ts'
import type { Service } from './service.ts'
import type { ServiceRequest } from './service-request.ts'

/** What a real stack runs on. */
export interface Services {
  readonly kafka: Service
  readonly redis: Service
  close(): Promise<void>
}

/** Finds or starts both at once; see `findService`. */
export async function findServices(
  request: ServiceRequest,
  redisSettings: RedisSettings = { appendOnly: true },
): Promise<Services> {
  const [kafka, redis] = await Promise.allSettled([findKafka(request), findRedis(request, redisSettings)])
  const found = [kafka, redis].flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
  const close = async () => {
    await Promise.all(found.map(service => service.close()))
  }
  if (kafka.status === 'fulfilled' && redis.status === 'fulfilled')
    return { kafka: kafka.value, redis: redis.value, close }
  await close()
  throw kafka.status === 'rejected' ? kafka.reason : (redis as PromiseRejectedResult).reason
}
