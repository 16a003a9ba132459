import { type Dispatcher, Pool } from 'undici'
import type { LoadPlan } from './load-plan.ts'
import type { LoadEdge } from './open-loop.ts'

export interface HttpSender {
  readonly send: LoadEdge['send']
  close(): Promise<void>
}

/** Answers of this many bytes are failures: nobody reads them. */
const bytesMax = 64 * 2 ** 20

/** Sends over kept-alive connections, at most as many as the plan allows. */
export function httpSender({ target, connections, timeoutMs }: LoadPlan): HttpSender {
  const pool = new Pool(target.origin, {
    connections,
    pipelining: 1,
    headersTimeout: timeoutMs + 1_000,
    bodyTimeout: timeoutMs + 1_000,
    connect: { timeout: timeoutMs + 1_000 },
    maxResponseSize: bytesMax,
  })
  const requests = target.requests.map(({ method, path, body }) => ({
    method,
    path,
    body,
    headers: target.headers,
  }))
  return {
    send: (request, keep, done) => {
      pool.dispatch(requests[request] as Dispatcher.DispatchOptions, answerHandler(keep, done))
    },
    close: () => pool.destroy(),
  }
}

function answerHandler(keep: boolean, done: Parameters<LoadEdge['send']>[2]): Dispatcher.DispatchHandler {
  let status = 0
  const chunks: Buffer[] = []
  return {
    onRequestStart() {},
    onResponseStart(_controller, statusCode) {
      status = statusCode
    },
    onResponseData(_controller, chunk) {
      if (keep) chunks.push(chunk)
    },
    onResponseEnd() {
      done({ kind: 'answered', status, body: keep ? Buffer.concat(chunks).toString('utf8') : null })
    },
    onResponseError(_controller, error) {
      done({ kind: 'failed', why: failureName(error) })
    },
  }
}

/** A name that counts can be kept under: a code, not a message with a port in it. */
function failureName(error: Error): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'timeout'
  const cause = (error.cause as NodeJS.ErrnoException | undefined)?.code
  return cause ?? code ?? error.name
}
