import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { errorBody, type HttpError, type HttpErrorCode } from './http-error.ts'
import { httpErrorOf } from './http-error-of.ts'
import { addRoutes, type RouteParts } from './http-routes.ts'
import { parseJson } from './parse-json.ts'

export interface ListenAt {
  /** 127.0.0.1 unless told otherwise. */
  readonly host?: string
  /** 0: any that is free. */
  readonly port: number
}

/** A server that listens. */
export interface HttpServer {
  readonly host: string
  readonly port: number
  /** Answers what is under way, refuses what comes, and closes. */
  close(): Promise<void>
}

export interface ServerParts extends RouteParts {
  /** Told of failures that are not the client's, one sentence each, without secrets. */
  readonly report: (sentence: string) => void
}

/** Serves the API of `/openapi.json`. */
export async function openHttpServer(
  parts: ServerParts,
  { host = '127.0.0.1', port }: ListenAt,
): Promise<HttpServer> {
  const app = httpApp(parts)
  await app.listen({ host, port })
  const address = app.server.address() as AddressInfo
  return { host, port: address.port, close: () => app.close() }
}

/** The application without a socket. */
export function httpApp(parts: ServerParts): FastifyInstance {
  const { limits } = parts
  const reportFailure = failureReporter(parts)
  const app = Fastify({
    logger: false,
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: 0,
    keepAliveTimeout: 60_000,
    return503OnClosing: true,
    routerOptions: { maxParamLength: 256, onBadUrl: (_path, _request, response) => badUrl(response) },
    exposeHeadRoutes: false,
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, parseJson(body as Buffer, request.headers['content-type']))
    } catch (error) {
      done(error as Error)
    }
  })
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
    done()
  })
  app.setErrorHandler((cause, request, reply) => {
    const error = httpErrorOf(cause, limits)
    if (error.status >= 500) reportFailure(error)
    count(parts, request.routeOptions.url, error.code)
    if (error.isTransient) reply.header('retry-after', '1')
    return reply.code(error.status).send(errorBody(error))
  })
  addRoutes(app, parts)
  return app
}

function count({ metrics }: ServerParts, route: string | undefined, code: HttpErrorCode): void {
  metrics.request(route ?? 'none', code)
}

function badUrl(response: unknown): void {
  const raw = response as import('node:http').ServerResponse
  const body = JSON.stringify({
    error: { code: 'bad-request', message: 'the path is badly encoded: encode it as UTF-8' },
  })
  raw.writeHead(400, { 'content-type': 'application/json' }).end(body)
}

/** Said at most once in so many µs for each code: a store that is down would fill its log. */
const reportEvery = 10_000_000

/**
 * Tells of failures that are not the client's. Causes are named by their class and code alone: their messages may hold
 * addresses with passwords. What a deployment lacks is no failure, and stands in `/health`.
 */
function failureReporter({ report, now }: ServerParts): (error: HttpError) => void {
  const said = new Map<HttpErrorCode, number>()
  return ({ code, message, cause }) => {
    if (code === 'backfilling' || code === 'rebuilding' || code === 'stopping') return
    const at = now()
    if (at - (said.get(code) ?? Number.NEGATIVE_INFINITY) < reportEvery) return
    said.set(code, at)
    const { name = 'Error', code: system } = (cause ?? {}) as { name?: string; code?: string }
    const because = cause === undefined ? '' : ` (${typeof system === 'string' ? `${name} ${system}` : name})`
    report(`${code}: ${message}${because}`)
  }
}
