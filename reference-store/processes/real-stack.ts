import { type LimitedDisk, openLimitedDisk } from '../offline/limited-disk.ts'
import { findRedis } from '../services/find-redis.ts'
import { findServices, type Services } from '../services/find-services.ts'
import { redisVariable } from '../services/redis-variable.ts'
import type { Service } from '../services/service.ts'
import { quietTimers } from './quiet-timers.ts'
import { TcpProxy } from './tcp-proxy.ts'

/** What stores of this process run on, one after another. */
export interface Stack {
  readonly services: Services
  /** Before the home region’s Redis, where that is ours. */
  readonly proxy: TcpProxy | null
  /** What the offline side writes on, or why there is none that can be filled. */
  readonly disk: LimitedDisk | string
  away: Promise<Service> | null
}

/** Bytes: more than a soak writes. */
const diskBytes = 2 ** 25

/** Finds or starts Kafka and Redis. @throws PlumblineError `infrastructure` where there is none */
export async function openStack(): Promise<Stack> {
  quietTimers()
  const services = await findServices({ env: process.env, tell })
  const { kafka, redis } = services
  tell(kafka.sentence)
  tell(redis.sentence)
  // Somebody else's Redis may want TLS and have several nodes; ours is one and wants nothing.
  const proxy = redis.control === null ? null : await TcpProxy.open(hostAndPort(redis.address))
  return { services, proxy, disk: openLimitedDisk(diskBytes), away: null }
}

function hostAndPort(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port || 6379) }
}

/** Where the processes of a store find what they need, and the tokens of its server. */
export async function environmentOf(
  stack: Stack,
  regions: readonly string[],
  tokens: { read: string; admin: string },
): Promise<NodeJS.ProcessEnv> {
  const { services, proxy } = stack
  const home = proxy === null ? services.redis.address : `redis://127.0.0.1:${proxy.port}`
  const ofRegions: Record<string, string> = {}
  for (const [i, region] of regions.entries()) {
    ofRegions[redisVariable(region)] = i === 0 ? home : (await awayRedis(stack)).address
  }
  return {
    ...process.env,
    ...ofRegions,
    KAFKA_BROKERS: services.kafka.address,
    REDIS_URL: home,
    PLUMBLINE_READ_TOKEN: tokens.read,
    PLUMBLINE_ADMIN_TOKEN: tokens.admin,
  }
}

/** The Redis of the second region: ours, and started when it is first wanted. */
function awayRedis(stack: Stack): Promise<Service> {
  const env = { ...process.env, REDIS_URL: '', REDIS_URL_FILE: '' }
  stack.away ??= findRedis({ env, tell }, { appendOnly: true }, 'away').then(redis => {
    tell(redis.sentence)
    return redis
  })
  return stack.away
}

export function diskOf({ disk }: Stack): LimitedDisk | null {
  return typeof disk === 'string' ? null : disk
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}
