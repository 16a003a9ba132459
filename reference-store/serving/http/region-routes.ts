import type { FastifyInstance } from 'fastify'
import { suggestName } from '../../../features/nearest-name.ts'
import { compareRegions, type RegionDifference } from '../../online/compare-regions.ts'
import type { ServedSet, ServedSets } from '../served-sets.ts'
import { HttpError } from './http-error.ts'
import type { HttpLimits } from './http-limits.ts'
import type { Guard, RouteParts } from './http-routes.ts'
import { checkEnvelope } from './set-exchange.ts'

/** Entities whose state is compared at once at most: all that is kept of each is read in every region. */
const comparedMax = 200

/** Differences that are listed at most. */
const listedMax = 100

/** How the state of one region differs from that of the home region. */
type ReplicaDifference = RegionDifference & { readonly regions: readonly [string, string] }

/** The route that compares the state of regions, cell by cell, for the entities that it is given. */
export function addRegionRoutes(
  app: FastifyInstance,
  { sets, metrics, limits }: RouteParts,
  guard: Guard,
): void {
  const path = '/v1/admin/compare-regions/:set'
  app.post<{ Params: { set: string } }>(path, { onRequest: guard }, async request => {
    const set = setOf(sets, request.params.set)
    const differences = await compareReplicas(set, request.body, limits)
    metrics.request(path, 'ok')
    return {
      set: set.name,
      version: set.version,
      regions: set.replicas.map(({ region }) => region),
      lags: differences.filter(({ kind }) => kind === 'lag').length,
      divergences: differences.filter(({ kind }) => kind === 'divergence').length,
      differences: differences.slice(0, listedMax),
    }
  })
}

function setOf(sets: ServedSets, name: string): ServedSet {
  const set = sets.versions(name)[0]
  if (set === undefined) {
    throw new HttpError(
      'unknown-set',
      `there is no set ${name.slice(0, 80)}: ${suggestName(name, sets.names)}`,
    )
  }
  if (set.replicas.length > 1) return set
  throw new HttpError(
    'bad-request',
    `${name} has one state, and nothing to compare: start the store with --region`,
  )
}

async function compareReplicas(
  set: ServedSet,
  body: unknown,
  limits: HttpLimits,
): Promise<ReplicaDifference[]> {
  checkEnvelope(body, { ...limits, entitiesMax: comparedMax })
  const { entities } = set.exchange.decodeQuestion(body)
  const keys = entities.map(({ key }) => key)
  const queries = set.deployment.serving.everything(set.name, set.version, keys)
  const reads = await Promise.all(
    set.replicas.map(async ({ online, region }) => {
      try {
        return await online.readCurrent(queries)
      } catch (cause) {
        const message = `the online store of ${region} does not answer: compare again when it does`
        throw new HttpError('online-store-unavailable', message, { cause })
      }
    }),
  )
  const [home, ...others] = set.replicas
  return others.flatMap((other, i) => {
    return compareRegions(queries, reads[0]!, reads[i + 1]!).map(difference => ({
      ...difference,
      regions: [home!.region ?? '', other.region ?? ''] as const,
    }))
  })
}
