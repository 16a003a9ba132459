import type { Definitions, Service } from '../../features/definitions.ts'
import { type ServedTarget, servedTarget } from './served-target.ts'

/** What a store serves, by name and version. */
export class ServedTargets {
  readonly #byName: ReadonlyMap<string, readonly ServedTarget[]>

  constructor(definitions: readonly Definitions[], services: readonly Service[]) {
    const targets = [
      ...definitions.map(each => servedTarget({ kind: 'document', definitions: each })),
      ...services.map(service => servedTarget({ kind: 'service', service })),
    ]
    this.#byName = Map.groupBy(targets, target => target.name)
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /**
   * The target that answers for a version, the newest where none is asked for; null where this store does not hold
   * that version. A service answers for the version that all its documents have.
   */
  find(name: string, askedVersion: number | null): ServedTarget | null {
    const versions = this.#byName.get(name) ?? []
    if (askedVersion !== null) return versions.find(target => target.version === askedVersion) ?? null
    return versions.reduce<ServedTarget | null>((newest, target) => {
      return newest === null || (target.version ?? 0) > (newest.version ?? 0) ? target : newest
    }, null)
  }

  /** Every column that a name is served with, in whatever version. */
  columns(name: string): readonly string[] {
    return [...new Set((this.#byName.get(name) ?? []).flatMap(target => target.columns))]
  }
}
