import { type Target, targetName } from '../features/target.ts'
import type { Opening } from '../harness/store.ts'

/** Documents and services that a store was opened with, by the names in questions. */
export function targetsByName({ definitions, services }: Opening): ReadonlyMap<string, Target> {
  const targets: Target[] = [
    ...definitions.map((each): Target => ({ kind: 'document', definitions: each })),
    ...services.map((service): Target => ({ kind: 'service', service })),
  ]
  return new Map(targets.map(target => [targetName(target), target]))
}
