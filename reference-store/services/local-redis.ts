import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { freePorts } from './free-ports.ts'
import type { LocalRecipe } from './local-service.ts'
import { redisAnswers } from './redis-answers.ts'

/** How a Redis of ours keeps its data. */
export interface RedisSettings {
  /** Whether it writes an append-only file, synced every second, so that a restart finds its data. */
  readonly appendOnly: boolean
}

/** The path of a program on the PATH; null where there is none. */
export function onPath(program: string, env: NodeJS.ProcessEnv): string | null {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue
    const file = join(folder, program)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // The next folder may have it.
    }
  }
  return null
}

/** What a Redis is started with, in a container as on this machine. */
export function redisArguments({ appendOnly }: RedisSettings): string[] {
  const kept = appendOnly ? ['--appendonly', 'yes', '--appendfsync', 'everysec'] : ['--appendonly', 'no']
  return ['--save', '', ...kept]
}

export function localRedis(command: string, settings: RedisSettings): LocalRecipe {
  return {
    name: 'redis',
    prepare: async folder => {
      const [port] = (await freePorts(1)) as [number]
      const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--daemonize', 'no']
      return {
        program: { command, args: [...place, ...redisArguments(settings)], folder },
        address: `redis://127.0.0.1:${port}`,
        isAnswering: () => redisAnswers('127.0.0.1', port),
      }
    },
  }
}
