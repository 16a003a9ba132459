import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where downloads and the state of `npm run services` are kept; not made here. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const base = env.XDG_CACHE_HOME
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'plumbline')
}
