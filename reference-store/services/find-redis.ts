import { readFileSync } from 'node:fs'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { redisAddress } from '../online/redis-address.ts'
import { containerRedis } from './container-redis.ts'
import { findService, type ServiceSearch } from './find-service.ts'
import { localRedis, onPath, type RedisSettings } from './local-redis.ts'
import { whyRedisIsSilent } from './redis-answers.ts'
import { redisVariable } from './redis-variable.ts'
import type { Service } from './service.ts'
import type { ServiceRequest } from './service-request.ts'

/** A Redis from `REDIS_URL` (or the region’s), a container, or a local program. `settings` hold for one of ours. */
export function findRedis(
  request: ServiceRequest,
  settings: RedisSettings,
  region: string | null = null,
): Promise<Service> {
  return findService(redisSearch(request.env, settings, region), request)
}

export function redisSearch(
  env: NodeJS.ProcessEnv,
  settings: RedisSettings,
  region: string | null = null,
): ServiceSearch {
  const variable = redisVariable(region)
  const url = redisUrlOf(env, variable)
  return {
    name: 'redis',
    title: region === null ? 'Redis' : `Redis of ${region}`,
    variable,
    connect: url === '' ? null : () => connect(url, variable),
    container: containerRedis(env, settings),
    local: async () => {
      const command = onPath('redis-server', env)
      return command === null
        ? 'there is no redis-server on the PATH: install redis'
        : { recipe: localRedis(command, settings), from: command }
    },
    localName: 'redis-server on the PATH',
  }
}

/** The variable itself, or what the file holds that its companion names. @throws PlumblineError `missing-file` */
export function redisUrlOf(env: NodeJS.ProcessEnv, variable: string): string {
  const file = env[`${variable}_FILE`] ?? ''
  if (file === '') return env[variable] ?? ''
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    const message = `${variable}_FILE names a file that cannot be read: check the path`
    throw new PlumblineError('missing-file', message, { cause })
  }
}

async function connect(url: string, variable: string): Promise<Service> {
  const place = placeOf(url, variable)
  const silence = await whyAllAreSilent(url)
  if (silence !== null)
    throw new PlumblineError(
      'infrastructure',
      `Redis at ${place} does not answer (${silence}): start it, or unset ${variable}`,
    )
  return {
    name: 'redis',
    origin: 'environment',
    address: url,
    sentence: `Redis is the one at ${place}; unset ${variable} for a container or a local program`,
    control: null,
    close: async () => {},
  }
}

/** Hosts and ports, for people: the rest may be a secret. */
function placeOf(urls: string, variable: string): string {
  return redisAddress(urls, variable)
    .nodes.map(({ host, port }) => `${host}:${port}`)
    .join(', ')
}

/** Null where one of the nodes answers: it knows of the others. */
async function whyAllAreSilent(urls: string): Promise<string | null> {
  let silence: string | null = null
  for (const url of urls.split(/,(?=rediss?:)/)) {
    silence = await whyRedisIsSilent(url)
    if (silence === null) return null
  }
  return silence
}
