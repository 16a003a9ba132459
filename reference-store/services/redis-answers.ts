import { connect } from 'node:net'
import { Redis } from 'ioredis'

const waitMs = 1_000

/** Whether a Redis without password or TLS answers PING with PONG, that is, has loaded what it keeps. */
export function redisAnswers(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port })
    const done = (answers: boolean) => {
      socket.destroy()
      resolve(answers)
    }
    let heard = ''
    socket.setTimeout(waitMs, () => done(false))
    socket.once('error', () => done(false))
    socket.once('close', () => done(false))
    socket.once('connect', () => socket.write('PING\r\n'))
    socket.on('data', bytes => {
      heard += bytes.toString('latin1')
      if (heard.includes('\r\n')) done(heard.startsWith('+PONG'))
    })
  })
}

/** Null where the Redis of a URL, with its password and TLS, answers PING; else why not, without credentials. */
export async function whyRedisIsSilent(url: string): Promise<string | null> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    maxRetriesPerRequest: 0,
  })
  let reason: string | null = null
  // ioredis tells why it could not connect by this event alone.
  redis.on('error', (error: Error) => {
    reason = error.message
  })
  try {
    await redis.connect()
    await redis.ping()
    return null
  } catch (error) {
    return reason ?? (error instanceof Error ? error.message : String(error))
  } finally {
    redis.disconnect()
  }
}
