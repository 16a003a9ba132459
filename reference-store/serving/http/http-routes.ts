import type { FastifyInstance, onRequestHookHandler } from 'fastify'
import type { Instant } from '../../../features/value.ts'
import type { BatchBook } from '../freshness/batch-book.ts'
import type { StoreMonitor } from '../freshness/store-monitor.ts'
import type { ServedSets } from '../served-sets.ts'
import { addAdminRoutes } from './admin-routes.ts'
import type { FeatureReader } from './answer-question.ts'
import { type TokenCheck, tokenCheck } from './bearer-token.ts'
import type { EventIntake } from './event-intake.ts'
import { HttpError } from './http-error.ts'
import type { HttpLimits } from './http-limits.ts'
import { openApiDocument } from './openapi-document.ts'
import { addRegionRoutes } from './region-routes.ts'
import type { StoreMetrics } from './store-metrics.ts'
import { storeStatus } from './store-status.ts'

/** Tokens that guard routes; null: the route is open. */
export interface Tokens {
  readonly read: string | null
  readonly admin: string | null
}

export interface RouteParts {
  readonly sets: ServedSets
  readonly monitor: StoreMonitor
  readonly reader: FeatureReader
  /** Null where this server takes no records in. */
  readonly intake: EventIntake | null
  readonly metrics: StoreMetrics
  readonly batches: BatchBook
  readonly limits: HttpLimits
  readonly tokens: Tokens
  /** µs */
  readonly now: () => Instant
  /** What goes before leaving; true once the server is to stop. */
  readonly isStopping: () => boolean
}

export type Guard = onRequestHookHandler

/** Every route of the API. */
export function addRoutes(app: FastifyInstance, parts: RouteParts): void {
  const guards = guardsOf(parts)
  addFeatureRoutes(app, parts, guards.read)
  if (parts.intake !== null) addEventRoute(app, parts, parts.intake, guards.admin)
  addAdminRoutes(app, parts, guards.admin)
  addRegionRoutes(app, parts, guards.admin)
  addOpenRoutes(app, parts, guards.read)
  addRefusals(app, parts)
}

function guardsOf({ tokens }: RouteParts): { read: Guard; admin: Guard } {
  return {
    read: guardOf(tokenCheck(tokens.read, 'PLUMBLINE_READ_TOKEN')),
    admin: guardOf(tokenCheck(tokens.admin, 'PLUMBLINE_ADMIN_TOKEN')),
  }
}

function guardOf(check: TokenCheck): Guard {
  return ({ headers }, _reply, done) => {
    try {
      check(headers.authorization)
    } catch (error) {
      return done(error as Error)
    }
    done()
  }
}

function addFeatureRoutes(app: FastifyInstance, parts: RouteParts, guard: Guard): void {
  const { reader, metrics, now, isStopping } = parts
  app.post<{ Params: { set: string } }>('/v1/features/:set', { onRequest: guard }, async (request, reply) => {
    if (isStopping()) throw new HttpError('stopping', 'the server stops: ask another one')
    const started = now()
    const answered = await reader.answer(request.params.set, request.body)
    metrics.read(answered, Math.max(0, now() - started) / 1_000_000)
    metrics.request('/v1/features/:set', 'ok')
    reply.type('application/json; charset=utf-8')
    return JSON.stringify(answered.body)
  })
}

function addEventRoute(app: FastifyInstance, parts: RouteParts, intake: EventIntake, guard: Guard): void {
  const { metrics, isStopping } = parts
  app.post<{ Params: { source: string } }>('/v1/events/:source', { onRequest: guard }, async request => {
    if (isStopping()) throw new HttpError('stopping', 'the server stops: send the records to another one')
    const taken = await intake.take(request.params.source, request.body)
    metrics.request('/v1/events/:source', 'ok')
    return taken
  })
}

function addOpenRoutes(app: FastifyInstance, parts: RouteParts, guard: Guard): void {
  const { sets, monitor, metrics, intake, now, isStopping } = parts
  app.get('/health', async (_request, reply) => {
    const status = storeStatus(monitor, now(), isStopping())
    if (status.status === 'down') reply.code(503)
    return status
  })
  app.get('/metrics', { onRequest: guard }, async (_request, reply) => {
    reply.type(metrics.registry.contentType)
    return metrics.registry.metrics()
  })
  const document = openApiDocument(sets, intake, parts)
  app.get('/openapi.json', { onRequest: guard }, async () => document)
}

/** Paths and methods that are none of ours. */
function addRefusals(app: FastifyInstance, { metrics }: RouteParts): void {
  const methods = new Map<string, string[]>([
    ['features', ['POST']],
    ['events', ['POST']],
  ])
  app.setNotFoundHandler(async request => {
    const path = request.url.split('?')[0]!
    const allowed = methods.get(path.split('/')[2] ?? '')
    metrics.request('none', 'no-route')
    if (/^\/v1\/(features|events)\/[^/]+$/.test(path) && allowed !== undefined && request.method !== 'POST') {
      throw new HttpError('wrong-method', `${request.method} is no method of this route: use ${allowed[0]}`)
    }
    throw new HttpError('no-route', 'there is nothing at this path: see /openapi.json for what there is')
  })
}
