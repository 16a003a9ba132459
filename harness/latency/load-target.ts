import { PlumblineError } from '../../features/plumbline-error.ts'
import type { HttpRequest, LoadTarget } from './driver/load-plan.ts'

export interface TargetOptions {
  readonly url: string
  /** Text of a JSON Lines file: a request body a line; null: the URL is fetched. */
  readonly bodies: string | null
  /** Where the bodies come from, as a sentence names it. */
  readonly bodiesName: string
  /** `Name: value` each. */
  readonly headers: readonly string[]
  /** Somebody said that a host other than this one may be put under load. */
  readonly otherHosts: boolean
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/

/**
 * Reads what to put under load. Load goes to this machine alone unless told otherwise: a wrong URL must not take down a
 * service.
 * @throws PlumblineError usage, naming what cannot be read
 */
export function loadTarget(options: TargetOptions): LoadTarget {
  const url = parseUrl(options.url)
  if (!loopback.test(url.hostname) && !options.otherHosts) {
    throw new PlumblineError(
      'usage',
      `${url.host} is another machine: add --yes-load-this-host if its owner knows of the load`,
    )
  }
  const path = url.pathname + url.search
  const requests =
    options.bodies === null
      ? [{ method: 'GET', path, body: null } as const]
      : readBodies(options.bodies, options.bodiesName).map(
          (body): HttpRequest => ({ method: 'POST', path, body }),
        )
  const headers = Object.fromEntries([
    ['accept', 'application/json'],
    ...(options.bodies === null ? [] : [['content-type', 'application/json'] as const]),
    ...options.headers.map(parseHeader),
  ])
  return { origin: url.origin, headers, requests }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new PlumblineError(
      'usage',
      `${text} is no URL of an HTTP server: write it as in http://127.0.0.1:6566/features`,
    )
  if (url.username !== '' || url.password !== '') {
    throw new PlumblineError(
      'usage',
      'the URL holds credentials, which others can read off the command line: put an authorization header into PLUMBLINE_LATENCY_HEADERS',
    )
  }
  return url
}

function readBodies(text: string, name: string): string[] {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '')
  if (lines.length === 0)
    throw new PlumblineError('empty-input', `${name} holds no request: write one JSON body a line`)
  for (const [i, line] of lines.entries()) {
    try {
      JSON.parse(line)
    } catch (cause) {
      throw new PlumblineError(
        'corrupt-file',
        `line ${i + 1} of ${name} is not JSON: write one body a line`,
        { cause },
      )
    }
  }
  return lines
}

function parseHeader(text: string): readonly [string, string] {
  const found = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(text)
  if (found !== null) return [(found[1] as string).toLowerCase(), found[2] as string]
  throw new PlumblineError('usage', `the header ${text.slice(0, 40)} cannot be read: write it as Name: value`)
}
