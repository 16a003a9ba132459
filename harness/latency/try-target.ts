import { request } from 'undici'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { LoadTarget } from './driver/load-plan.ts'
import { parseJson } from './parse-json.ts'

/**
 * Asks once before any load goes out: what does not answer at all needs no percentiles.
 * @throws PlumblineError `store-failed` where there is no answer, none of status 2xx, or none that is JSON
 */
export async function tryTarget({ origin, headers, requests }: LoadTarget, timeoutMs: number): Promise<void> {
  const [{ method, path, body } = { method: 'GET', path: '/', body: null } as const] = requests
  const url = origin + path
  const answer = await request(url, {
    method,
    headers,
    body,
    headersTimeout: timeoutMs + 1_000,
    bodyTimeout: timeoutMs + 1_000,
  }).catch((cause: Error) => {
    throw new PlumblineError(
      'store-failed',
      `${url} does not answer (${why(cause)}): ${mendOf(why(cause))}`,
      { cause },
    )
  })
  const text = await answer.body.text().catch((cause: Error) => {
    throw new PlumblineError(
      'store-failed',
      `${url} broke off its answer (${why(cause)}): see the server’s log`,
      { cause },
    )
  })
  const { statusCode } = answer
  if (statusCode < 200 || statusCode > 299) {
    const mend = statusCode < 500 ? 'check the URL and the bodies' : 'see the server’s log'
    throw new PlumblineError(
      'store-failed',
      `${url} answers the first request with status ${statusCode}: ${mend}`,
    )
  }
  if (parseJson(text) === undefined) {
    throw new PlumblineError(
      'store-failed',
      `${url} answers with something that is not JSON (${JSON.stringify(text.slice(0, 40))}): check the URL`,
    )
  }
}

function mendOf(code: string): string {
  if (/SSL|EPROTO/.test(code)) return 'it may speak no TLS, so write http://'
  if (/CERT|SIGNED|VERIFY|ALTNAME/.test(code))
    return 'name the authority of its certificate in NODE_EXTRA_CA_CERTS'
  return 'start it, or check the URL'
}

function why(error: Error): string {
  const { code } = error as NodeJS.ErrnoException
  const cause = (error.cause as NodeJS.ErrnoException | undefined)?.code
  return cause ?? code ?? error.message
}
