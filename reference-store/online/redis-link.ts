import { Cluster, Command, Redis, type RedisOptions } from 'ioredis'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type RedisAddress, redisAddress } from './redis-address.ts'
import type { RedisScript } from './redis-scripts.ts'

/** Bounds on what one process asks of Redis. */
export interface RedisLimits {
  /** A command that has no answer by then has failed, ms; a connection that says nothing for as long is given up. */
  readonly timeoutMs: number
  /** Commands on their way at most; a further one fails at once. */
  readonly pendingMax: number
  /** Attempts to connect again before the commands that wait for it fail. */
  readonly retriesMax: number
}

export const redisLimits: RedisLimits = { timeoutMs: 5_000, pendingMax: 4_096, retriesMax: 5 }

/** What a command or script gives: bytes, whole numbers, null where there is nothing, and lists of these. */
export type RedisReply = Buffer | number | null | readonly RedisReply[]

export type RedisArgument = string | Buffer

/**
 * A connection to a Redis or a Redis Cluster. Every failure is a PlumblineError `store-failed` that names the
 * server and never its password; the rest of the house sees no ioredis.
 */
export class RedisLink {
  readonly clustered: boolean
  readonly #client: Redis | Cluster
  readonly #address: RedisAddress
  readonly #limits: RedisLimits
  #pending = 0
  /** Why there is no connection. What the client says of a command is no more than that there is none. */
  #disconnected: unknown = null

  private constructor(client: Redis | Cluster, address: RedisAddress, limits: RedisLimits) {
    this.#client = client
    this.clustered = client instanceof Cluster
    this.#address = address
    this.#limits = limits
    // Without a listener ioredis would print what goes wrong.
    client.on('error', error => {
      this.#disconnected = error
    })
    client.on('ready', () => {
      this.#disconnected = null
    })
  }

  /**
   * Connects to what a variable such as `REDIS_URL` names, and finds out by itself whether it is a cluster.
   * @throws PlumblineError `usage` for a bad URL, `store-failed` where nothing answers, refuses, or may evict keys.
   */
  static async open(
    url: string,
    limits: RedisLimits = redisLimits,
    variable = 'REDIS_URL',
  ): Promise<RedisLink> {
    const address = redisAddress(url, variable)
    const options = optionsOf(address, limits)
    let failure: unknown
    for (const node of address.nodes) {
      const link = new RedisLink(new Redis({ ...options, ...node }), { ...address, nodes: [node] }, limits)
      try {
        if (!(await link.#connect())) return link
        link.close()
        return await RedisLink.#openCluster(address, options, limits)
      } catch (error) {
        link.close()
        failure = error
      }
    }
    throw failure
  }

  /** Says whether the server is one of a cluster. */
  async #connect(): Promise<boolean> {
    await this.#client.connect().catch(error => this.#fail(error))
    const info = String(await this.command('info', []))
    refuseEviction(this.#where, info)
    return /^cluster_enabled:1/m.test(info)
  }

  static async #openCluster(
    address: RedisAddress,
    { host: _, port: __, retryStrategy, ...redisOptions }: RedisOptions,
    limits: RedisLimits,
  ): Promise<RedisLink> {
    const cluster = new Cluster([...address.nodes], {
      redisOptions,
      clusterRetryStrategy: times => backoffMs(times),
      clusterNodeRetryStrategy: retryStrategy,
      lazyConnect: true,
    })
    const link = new RedisLink(cluster, address, limits)
    try {
      await cluster.connect()
      for (const node of cluster.nodes('master')) refuseEviction(link.#where, await node.info())
      return link
    } catch (error) {
      cluster.disconnect()
      return link.#fail(error)
    }
  }

  /** Runs a script by its hash, and sends its text where the server does not know it yet. */
  async script({ sha, lua }: RedisScript, keys: readonly RedisArgument[], args: readonly RedisArgument[]) {
    const rest = [String(keys.length), ...keys, ...args]
    try {
      return await this.#send('evalsha', [sha, ...rest])
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) return this.#fail(error)
    }
    return this.command('eval', [lua, ...rest])
  }

  async command(name: string, args: readonly RedisArgument[]): Promise<RedisReply> {
    try {
      return await this.#send(name, args)
    } catch (error) {
      return this.#fail(error)
    }
  }

  /** Deletes every key that a pattern of Redis selects, some at a time; for clearing up, never while serving. */
  async clear(pattern: string): Promise<void> {
    const nodes = this.#client instanceof Cluster ? this.#client.nodes('master') : [this.#client]
    for (const node of nodes) {
      try {
        let cursor = '0'
        do {
          const [next, keys] = await node.scanBuffer(cursor, 'MATCH', pattern, 'COUNT', 1_000)
          cursor = String(next)
          await Promise.all(keys.map(key => node.unlink(key)))
        } while (cursor !== '0')
      } catch (error) {
        this.#fail(error)
      }
    }
  }

  close(): void {
    this.#client.disconnect()
  }

  async #send(name: string, args: readonly RedisArgument[]): Promise<RedisReply> {
    if (this.#pending >= this.#limits.pendingMax)
      throw new Error(`${this.#pending} commands wait for an answer already`)
    const command = new Command(name, [...args], { replyEncoding: null })
    this.#pending++
    const { promise, resolve, reject } = Promise.withResolvers<RedisReply>()
    const { timeoutMs } = this.#limits
    const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    const settled = () => {
      clearTimeout(timer)
      // What timed out stays in the client's queue, and so counts as pending until the client lets go of it.
      this.#pending--
    }
    const answer = this.#client.sendCommand(command) as Promise<RedisReply>
    answer.then(resolve, reject).finally(settled)
    return promise
  }

  get #where(): string {
    const { host, port } = this.#address.nodes[0]!
    return `Redis at ${host}:${port}`
  }

  #fail(error: unknown): never {
    if (error instanceof PlumblineError) throw error
    const closed = error instanceof Error && /Connection is closed|max retries/.test(error.message)
    let reason = reasonOf(closed ? (this.#disconnected ?? error) : error)
    for (const secret of this.#address.secrets) reason = reason.replaceAll(secret, '***')
    // The cause is left out: ioredis puts the arguments of a refused AUTH into it.
    throw new PlumblineError(
      'store-failed',
      `${this.#where}: ${reason}; ${mendOf(reason, this.#address.variable)}`,
    )
  }
}

function optionsOf({ username, password, db, tls }: RedisAddress, limits: RedisLimits): RedisOptions {
  return {
    username,
    password,
    db,
    ...(tls ? { tls: {} } : {}),
    lazyConnect: true,
    // What every version of Redis, and everything that stands in for it, speaks.
    protocol: 2,
    disableClientInfo: true,
    connectTimeout: limits.timeoutMs,
    socketTimeout: limits.timeoutMs,
    maxRetriesPerRequest: limits.retriesMax,
    retryStrategy: backoffMs,
  }
}

function backoffMs(times: number): number {
  return Math.min(25 * 2 ** Math.min(times, 10), 500)
}

/** A key that is evicted is a value that is wrong, and nobody would know. */
function refuseEviction(where: string, info: string): void {
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'noeviction'
  const limit = /^maxmemory:(\d+)/m.exec(info)?.[1] ?? '0'
  if (policy === 'noeviction' || limit === '0') return
  throw new PlumblineError(
    'store-failed',
    `${where} evicts keys when memory is short (maxmemory-policy ${policy}), which would change values: set it to noeviction`,
  )
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const last: unknown = 'lastNodeError' in error ? error.lastNodeError : undefined
  if (last instanceof Error) return `${error.message} ${reasonOf(last)}`
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'no answer'
  return error.message === '' ? code : error.message
}

function mendOf(reason: string, variable: string): string {
  if (/NOAUTH|WRONGPASS|AUTH/.test(reason)) return `give a user and password that it knows in ${variable}`
  if (/NOPERM/.test(reason))
    return 'let its user run INFO, EVAL, EVALSHA and the commands on strings, hashes, sorted sets and expiry'
  if (/certificate/.test(reason))
    return 'trust its certificate: name the file of its authority in NODE_EXTRA_CA_CERTS'
  if (/^OOM|MISCONF/.test(reason)) return 'give it more memory or disk'
  return `see that it runs and that ${variable} names it`
}
