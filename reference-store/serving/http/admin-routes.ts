import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { suggestName } from '../../../features/nearest-name.ts'
import { type Deployment, sourcesOf } from '../deployment.ts'
import { HttpError } from './http-error.ts'
import type { Guard, RouteParts } from './http-routes.ts'
import { requestProblem } from './request-problem.ts'
import { rejects } from './store-metrics.ts'
import { storeStatus } from './store-status.ts'

/** ms between two looks at what is applied, while somebody waits. */
const lookEveryMs = 3

const offset = z.int({ error: 'must be a whole number' }).min(0, 'must be 0 or more')

export const awaitAppliedSchema = z.strictObject({
  /** By source, by partition: the next offset that shall be applied. */
  applied: z.record(z.string(), z.record(z.string().regex(/^\d{1,6}$/), offset)),
  timeoutMs: offset.max(600_000, 'must be at most 600000').optional(),
  /** The region in which it shall be applied; absent: in each. */
  region: z.string().optional(),
})

export const batchesAfterSchema = z.strictObject({
  /** `next` of the page before; absent: everything that is kept. */
  after: z
    .string()
    .regex(/^\d{1,15}$/, 'must be the `next` of the page before, a whole number')
    .optional(),
})

/** Routes for whoever runs the store. */
export function addAdminRoutes(app: FastifyInstance, parts: RouteParts, guard: Guard): void {
  const { monitor, sets, metrics, batches, now, isStopping } = parts
  app.get('/v1/admin/status', { onRequest: guard }, async () => {
    metrics.request('/v1/admin/status', 'ok')
    return {
      ...storeStatus(monitor, now(), isStopping()),
      sets: sets.all.map(({ name, version, deployment }) => ({ name, version, deployment: deployment.id })),
      lags: monitor.all.flatMap(({ deployment, freshness }) => {
        return freshness.lags().map(lag => ({ deployment: deployment.id, ...lag }))
      }),
      rejects: monitor.all.flatMap(seen => rejects(seen)),
    }
  })
  app.get('/v1/admin/definitions', { onRequest: guard }, async () => {
    metrics.request('/v1/admin/definitions', 'ok')
    const documents = monitor.all.flatMap(({ deployment }) => deployment.wired.documents)
    const each = new Map(documents.map(({ hash, document }) => [hash, { hash, document }]))
    return { definitions: [...each.values()] }
  })
  app.get('/v1/admin/batches', { onRequest: guard }, async request => {
    const parsed = batchesAfterSchema.safeParse(request.query)
    if (!parsed.success) throw requestProblem(request.query, parsed.error.issues[0]!, { question: ['after'] })
    metrics.request('/v1/admin/batches', 'ok')
    return batches.since(Number(parsed.data.after ?? 0))
  })
  app.post('/v1/admin/await-applied', { onRequest: guard }, async request => {
    const parsed = awaitAppliedSchema.safeParse(request.body)
    if (!parsed.success) {
      throw requestProblem(request.body, parsed.error.issues[0]!, {
        question: ['applied', 'timeoutMs', 'region'],
      })
    }
    const { applied, timeoutMs = 10_000, region } = parsed.data
    await awaitApplied(parts, deploymentsIn(monitor, region), applied, timeoutMs)
    metrics.request('/v1/admin/await-applied', 'ok')
    return { applied: true }
  })
}

type Wanted = Readonly<Record<string, Readonly<Record<string, number>>>>

/** @throws HttpError `unknown-region` */
function deploymentsIn({ all }: RouteParts['monitor'], region: string | undefined): Deployment[] {
  const deployments = all.map(({ deployment }) => deployment)
  if (region === undefined) return deployments
  const there = deployments.filter(deployment => deployment.region === region)
  if (there.length > 0) return there
  const known = deployments.flatMap(deployment => deployment.region ?? [])
  const mend =
    known.length === 0
      ? 'the store has one state, so leave region out'
      : suggestName(region, [...new Set(known)])
  throw new HttpError('unknown-region', `nothing is kept in a region ${region.slice(0, 80)}: ${mend}`)
}

async function awaitApplied(
  { monitor, now, isStopping }: RouteParts,
  deployments: readonly Deployment[],
  wanted: Wanted,
  timeoutMs: number,
): Promise<void> {
  const until = now() + timeoutMs * 1_000
  for (;;) {
    let lacking = ''
    for (const deployment of deployments) {
      if (lacking === '')
        lacking = await whatLags(deployment, wanted).catch(() => 'the online store does not answer')
    }
    if (lacking === '') return monitor.look()
    if (isStopping()) throw new HttpError('stopping', 'the server stops: ask another one')
    if (now() >= until) {
      throw new HttpError(
        'not-applied',
        `${lacking} after ${timeoutMs} ms: see that workers run, or wait longer`,
      )
    }
    await new Promise(resolve => setTimeout(resolve, lookEveryMs))
  }
}

/** Empty where nothing does. */
async function whatLags(deployment: Deployment, wanted: Wanted): Promise<string> {
  for (const source of sourcesOf(deployment)) {
    const partitions = Object.entries(wanted[source] ?? {})
    if (partitions.length === 0) continue
    const marks = await deployment.online.watermarks(source)
    for (const [partition, next] of partitions) {
      const is = marks[Number(partition)]?.next ?? 0
      if (is < next)
        return `${deployment.id} has applied partition ${partition} of ${source} up to ${is} of ${next}`
    }
  }
  return ''
}
