import { z } from 'zod'
import type { ServedSet, ServedSets } from '../served-sets.ts'
import { awaitAppliedSchema, batchesAfterSchema } from './admin-routes.ts'
import type { EventIntake } from './event-intake.ts'
import { type HttpErrorCode, httpErrorStatus } from './http-error.ts'
import type { HttpLimits } from './http-limits.ts'
import type { Tokens } from './http-routes.ts'

type Json = Readonly<Record<string, unknown>>

const encoding = `Values travel without loss. int: decimal text, such as "12" (64 bits, never through a double). timestamp:
decimal text of µs since the epoch, UTC. float: a JSON number, or one of the texts "NaN", "Infinity", "-Infinity" and "-0".
string and bool: as they are. list and vector: arrays of these. Absent: null. Offsets, versions, revisions and ages are JSON
numbers (whole, below 2^53). A key part that is null is legal and has no facts: the answer’s state is not-found.`

const freshness = `Every answer states the offsets that it holds (applied) and, in watermarkAge, for how many µs the oldest record
that it lacks has been in the log. Beyond the server’s bound it says stale: true, and staleBecause says why: ingest-lags, or
log-unreachable. Where nothing can be answered the status is 503 with a code: backfilling (this version’s state was never whole
yet), rebuilding (the state was lost and is built again), online-store-unavailable, online-store-slow, overtaken, overloaded, or
stopping. No value is ever put in for one that is not known.`

/** The API as an OpenAPI 3.1 document, from the same schemas that check requests. */
export function openApiDocument(
  sets: ServedSets,
  intake: EventIntake | null,
  { limits, tokens }: { limits: HttpLimits; tokens: Tokens },
): Json {
  const schemas: Record<string, unknown> = { Error: errorSchema() }
  const paths: Record<string, unknown> = {}
  for (const name of sets.names)
    paths[`/v1/features/${name}`] = featuresPath(name, sets.versions(name), schemas)
  for (const [source, exchange] of intake?.exchanges ?? []) {
    schemas[`events-${source}`] = jsonSchema(exchange.requestSchema)
    paths[`/v1/events/${source}`] = eventsPath(source)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'plumbline reference store',
      version: '1',
      description: `${encoding}\n\n${freshness}\n\n${limitsText(limits)}`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: { ...paths, ...adminPaths(schemas), ...openPaths() },
    components: { schemas, securitySchemes: securitySchemes(tokens) },
  }
}

function limitsText({
  entitiesMax,
  recordsMax,
  bodyBytesMax,
  keyUnitsMax,
  readTimeoutMs,
}: HttpLimits): string {
  return `Limits: ${entitiesMax} entities and ${recordsMax} records in one request, ${bodyBytesMax} bytes in a body, \
${keyUnitsMax} letters in a key part; the online store may take ${readTimeoutMs} ms.`
}

function featuresPath(name: string, versions: readonly ServedSet[], schemas: Record<string, unknown>): Json {
  const ids = versions.map(({ version, exchange }) => {
    const id = `${name}-${version ?? 'service'}`
    schemas[`${id}-question`] = jsonSchema(exchange.requestSchema)
    schemas[`${id}-answers`] = jsonSchema(exchange.answerSchema)
    return id
  })
  const known = versions.map(({ version }) => version ?? 'without a number').join(', ')
  return {
    post: {
      operationId: `features-${name}`,
      summary: `Values of ${name} for one or many entities, at an instant or now`,
      description: `Versions: ${known}. Without a version the newest whose state is whole answers.${regionsText(versions)}`,
      ...guarded('read'),
      requestBody: jsonBody(anyOf(ids.map(id => `${id}-question`))),
      responses: {
        200: {
          description: 'One answer an entity, in their order',
          ...content(anyOf(ids.map(id => `${id}-answers`))),
        },
        ...errors([
          'bad-json',
          'no-token',
          'wrong-token',
          'unknown-version',
          'too-many',
          'wrong-content-type',
        ]),
        ...errors(['internal', 'overloaded']),
      },
    },
  }
}

function regionsText(versions: readonly ServedSet[]): string {
  const regions = (versions[0]?.replicas ?? []).flatMap(({ region }) => region ?? [])
  if (regions.length === 0) return ''
  return ` Regions: ${regions.join(', ')}. With region that one answers or none; without it the first that can.`
}

function eventsPath(source: string): Json {
  return {
    post: {
      operationId: `events-${source}`,
      summary: `Append records to the log of ${source}`,
      description:
        'The same id and revision twice is one record, so that a request whose answer was lost can be sent again.',
      ...guarded('admin'),
      requestBody: jsonBody(reference(`events-${source}`)),
      responses: {
        200: {
          description:
            'Where each record went; null: refused, since its id is another key’s. Fields nobody reads are ignored; hints say what cannot count.',
          ...content(jsonSchema(takenSchema)),
        },
        ...errors([
          'bad-json',
          'no-token',
          'wrong-token',
          'too-many',
          'wrong-content-type',
          'internal',
          'log-unavailable',
        ]),
      },
    },
  }
}

const takenSchema = z.object({
  placements: z.array(z.object({ partition: z.int().min(0), offset: z.int().min(0) }).nullable()),
  ignored: z.array(z.string()),
  hints: z.array(z.string()),
})

function adminPaths(schemas: Record<string, unknown>): Json {
  schemas['await-applied'] = jsonSchema(awaitAppliedSchema)
  const get = (id: string, summary: string) => ({
    get: {
      operationId: id,
      summary,
      ...guarded('admin'),
      responses: {
        200: { description: summary, ...content({ type: 'object' }) },
        ...errors(['no-token', 'wrong-token']),
      },
    },
  })
  return {
    '/v1/admin/status': get('status', 'Deployments, sets, lags by partition, and rejects by reason'),
    '/v1/admin/definitions': get('definitions', 'The definition documents and their hashes'),
    '/v1/admin/batches': {
      get: {
        ...get('batches', 'When the last batches were taken by workers, and when they were visible').get,
        parameters: [{ name: 'after', in: 'query', schema: jsonSchema(batchesAfterSchema.shape.after) }],
      },
    },
    '/v1/admin/compare-regions/{set}': {
      post: {
        operationId: 'compare-regions',
        summary:
          'How the state of the regions differs for some entities: lag goes by itself, divergence does not',
        ...guarded('admin'),
        parameters: [{ name: 'set', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: jsonBody({ type: 'object' }),
        responses: {
          200: { description: 'Lags, divergences, and the first of both', ...content({ type: 'object' }) },
          ...errors(['bad-json', 'no-token', 'wrong-token', 'unknown-set', 'online-store-unavailable']),
        },
      },
    },
    '/v1/admin/await-applied': {
      post: {
        operationId: 'await-applied',
        summary: 'Answers once so much of the log is visible',
        ...guarded('admin'),
        requestBody: jsonBody(reference('await-applied')),
        responses: {
          200: { description: 'It is', ...content({ type: 'object' }) },
          ...errors(['bad-json', 'no-token', 'wrong-token', 'unknown-region', 'stopping', 'not-applied']),
        },
      },
    },
  }
}

function openPaths(): Json {
  const health = content({ type: 'object' })
  return {
    '/health': {
      get: {
        operationId: 'health',
        summary: 'How the store does',
        responses: {
          200: { description: 'ok, or degraded: some answers are stale or refused', ...health },
          503: { description: 'down: no answer is given', ...health },
        },
      },
    },
    '/metrics': {
      get: {
        operationId: 'metrics',
        summary: 'Metrics, as Prometheus reads them',
        ...guarded('read'),
        responses: {
          200: { description: 'Metrics', content: { 'text/plain': { schema: { type: 'string' } } } },
        },
      },
    },
    '/openapi.json': {
      get: {
        operationId: 'openapi',
        summary: 'This document',
        ...guarded('read'),
        responses: { 200: { description: 'This document', ...content({ type: 'object' }) } },
      },
    },
  }
}

function securitySchemes({ read, admin }: Tokens): Json {
  const scheme = (token: string | null) => ({
    type: 'http',
    scheme: 'bearer',
    description: token === null ? 'not set on this server: the route is open' : 'required',
  })
  return { read: scheme(read), admin: scheme(admin) }
}

function guarded(scheme: 'read' | 'admin'): Json {
  return { security: [{ [scheme]: [] }] }
}

function errorSchema(): Json {
  const codes = Object.keys(httpErrorStatus) as [HttpErrorCode, ...HttpErrorCode[]]
  return jsonSchema(z.object({ error: z.object({ code: z.enum(codes), message: z.string() }) }))
}

/** One response a status; its codes are every code of that status. */
function errors(of: readonly HttpErrorCode[]): Json {
  const statuses = new Set(of.map(code => httpErrorStatus[code]))
  const all = Object.entries(httpErrorStatus)
  return Object.fromEntries(
    [...statuses].map(status => {
      const codes = all.filter(([, each]) => each === status).map(([code]) => code)
      return [String(status), { description: codes.join(', '), ...content(reference('Error')) }]
    }),
  )
}

function reference(schema: string): Json {
  return { $ref: `#/components/schemas/${schema}` }
}

function anyOf(schemas: readonly string[]): Json {
  return schemas.length === 1 ? reference(schemas[0]!) : { anyOf: schemas.map(reference) }
}

function content(schema: Json): Json {
  return { content: { 'application/json': { schema } } }
}

function jsonBody(schema: Json): Json {
  return { required: true, ...content(schema) }
}

/** OpenAPI 3.1 takes JSON Schema 2020-12 as it is. */
function jsonSchema(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' })
  return rest
}
