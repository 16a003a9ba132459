import { PlumblineError } from '../../features/plumbline-error.ts'

/** Where Redis is and how it is entered. `secrets` are texts that no message may hold. */
export interface RedisAddress {
  readonly nodes: readonly { readonly host: string; readonly port: number }[]
  readonly username: string | undefined
  readonly password: string | undefined
  readonly db: number
  readonly tls: boolean
  readonly secrets: readonly string[]
  /** Where it was read from, for messages: `REDIS_URL`, or that of a region. */
  readonly variable: string
}

const mend =
  'write redis://user:password@host:port/db, or rediss:// for TLS, with other characters than letters and digits percent-encoded'

/**
 * Reads what a variable such as `REDIS_URL` holds: `redis://` or `rediss://`; several, separated by commas, name nodes of one Redis Cluster and
 * are entered as the first.
 * @throws PlumblineError `usage`, which never repeats the URL: it may hold a password.
 */
export function redisAddress(urls: string, variable: string): RedisAddress {
  const parsed = urls.split(/,(?=rediss?:)/).map(url => parse(url, variable))
  const { protocol, username, password, pathname } = parsed[0]!
  const db = pathname.length > 1 ? Number(pathname.slice(1)) : 0
  if (!Number.isInteger(db) || db < 0)
    throw new PlumblineError('usage', `${variable} names no number of a database: ${mend}`)
  const secrets = parsed.flatMap(url => [url.password, percentDecoded(url.password, variable)])
  return {
    nodes: parsed.map(({ hostname, port }) => ({
      host: hostname.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1',
      port: port === '' ? 6379 : Number(port),
    })),
    username: username === '' ? undefined : percentDecoded(username, variable),
    password: password === '' ? undefined : percentDecoded(password, variable),
    db,
    tls: protocol === 'rediss:',
    secrets: [...new Set(secrets)].filter(secret => secret !== ''),
    variable,
  }
}

function parse(text: string, variable: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && (url.protocol === 'redis:' || url.protocol === 'rediss:')) return url
  throw new PlumblineError('usage', `${variable} is not the URL of a Redis: ${mend}`)
}

function percentDecoded(text: string, variable: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new PlumblineError('usage', `${variable} has a percent sign that encodes nothing: ${mend}`)
  }
}
