import type { ContainerRecipe } from './container-service.ts'
import { type RedisSettings, redisArguments } from './local-redis.ts'
import { redisAnswers } from './redis-answers.ts'

const defaultImage = 'redis:7'

export function containerRedis(env: NodeJS.ProcessEnv, settings: RedisSettings): ContainerRecipe {
  return {
    name: 'redis',
    image: env.PLUMBLINE_REDIS_IMAGE || defaultImage,
    port: 6379,
    configure: container =>
      // Its port is published on 127.0.0.1 alone, but a container sees no address of the machine's own.
      container.withCommand(['redis-server', '--protected-mode', 'no', ...redisArguments(settings)]),
    address: port => `redis://127.0.0.1:${port}`,
    isAnswering: port => () => redisAnswers('127.0.0.1', port),
  }
}
