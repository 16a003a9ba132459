import { PlumblineError } from '../../../features/plumbline-error.ts'
import { localRedis, onPath, type RedisSettings } from '../../services/local-redis.ts'
import { startLocalService } from '../../services/local-service.ts'
import type { Service } from '../../services/service.ts'

/**
 * A `redis-server` of a test's own.
 * @throws PlumblineError `infrastructure` where there is none on the PATH.
 */
export function startRedis(settings: RedisSettings = { appendOnly: false }): Promise<Service> {
  return startLocalService(localRedis(redisProgram(), settings), 'a redis-server of this test')
}

export function redisProgram(): string {
  const program = onPath('redis-server', process.env)
  if (program !== null) return program
  throw new PlumblineError(
    'infrastructure',
    'redis-server is not on the PATH: install it (apt install redis-server)',
  )
}
