import autocannon from 'autocannon'
import type { LoadTarget } from './driver/load-plan.ts'

/**
 * Requests a second that a closed loop reaches: throughput, and nothing else. Its percentiles are not looked at, since a
 * closed loop waits for a server that stalls and so does not see whom it kept waiting. No rate is given, so autocannon
 * corrects nothing (its correction takes seconds for milliseconds; it refuses to be told to leave it out without a rate).
 */
export async function measureSaturation(
  target: LoadTarget,
  connections: number,
  seconds: number,
  signal: AbortSignal,
): Promise<number> {
  signal.throwIfAborted()
  const started = performance.now()
  const answered = await new Promise<number>((resolve, reject) => {
    let answers = 0
    const options = {
      url: target.origin,
      connections,
      duration: seconds,
      headers: { ...target.headers },
      requests: target.requests.map(({ method, path, body }) => ({
        method,
        path,
        ...(body === null ? {} : { body }),
      })),
    }
    const instance = autocannon(options, (error: Error | null) => {
      signal.removeEventListener('abort', stop)
      if (error === null) resolve(answers)
      else reject(error)
    })
    const stop = () => instance.stop()
    signal.addEventListener('abort', stop, { once: true })
    instance.on('response', (_client, statusCode) => {
      if (statusCode >= 200 && statusCode <= 299) answers++
    })
  })
  signal.throwIfAborted()
  return (answered * 1_000) / (performance.now() - started)
}
