import { checkVersions } from '../../features/check-versions.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type Target, targetName } from '../../features/target.ts'
import type { Deployment } from './deployment.ts'
import type { HttpLimits } from './http/http-limits.ts'
import { type SetExchange, setExchange } from './http/set-exchange.ts'
import { servedTarget } from './served-target.ts'

/** A document or a service in one version, as it is served under `/v1/features/{name}`. */
export interface ServedSet {
  readonly name: string
  /** Null for a service whose documents have several versions. */
  readonly version: number | null
  readonly target: Target
  /** Where it is answered from: the home region's. */
  readonly deployment: Deployment
  /** The same in every region, home first; only `deployment` where a store has one state. */
  readonly replicas: readonly Deployment[]
  readonly exchange: SetExchange
}

/** Everything that a server answers for, by name and version. */
export class ServedSets {
  readonly all: readonly ServedSet[]
  /** By name, the newest version first. */
  readonly #byName: ReadonlyMap<string, readonly ServedSet[]>

  /** @throws PlumblineError `version-conflict` where two contents, or two deployments, have one name and version */
  constructor(deployments: readonly Deployment[], limits: HttpLimits) {
    checkVersions(deployments.flatMap(({ wired }) => wired.documents))
    // Replicas of a deployment are of the same documents, in the order of the regions.
    const replicas = Map.groupBy(deployments, ({ documents }) => documents)
    const sets = [...replicas.values()].flatMap(each => setsOf(each, limits))
    checkNames(sets)
    this.all = sets
    const newestFirst = [...sets].sort((a, b) => (b.version ?? 0) - (a.version ?? 0))
    this.#byName = Map.groupBy(newestFirst, set => set.name)
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()]
  }

  /** Every version of a name, the newest first; none where nothing has the name. */
  versions(name: string): readonly ServedSet[] {
    return this.#byName.get(name) ?? []
  }
}

function setsOf(replicas: readonly Deployment[], limits: HttpLimits): ServedSet[] {
  const deployment = replicas[0]!
  const { definitions, services } = deployment.documents
  const targets: Target[] = [
    ...definitions.map((each): Target => ({ kind: 'document', definitions: each })),
    ...services.map((service): Target => ({ kind: 'service', service })),
  ]
  return targets.map(target => ({
    name: targetName(target),
    version: servedTarget(target).version,
    target,
    deployment,
    replicas,
    exchange: setExchange(target, limits),
  }))
}

function checkNames(sets: readonly ServedSet[]): void {
  const seen = new Map<string, ServedSet>()
  for (const set of sets) {
    const id = `${set.name}@${set.version}`
    if (seen.has(id)) {
      throw new PlumblineError(
        'version-conflict',
        `${id} is given twice: give it once, or the other one a version of its own`,
      )
    }
    seen.set(id, set)
  }
}
