import type { Value } from '../../features/value.ts'
import type { Random } from '../../generators/random.ts'
import type { Script } from '../shrink/script.ts'
import type { Capabilities, Opening } from '../store.ts'

/** A run that is to be related to another one, and the store that does both. */
export interface RelationContext {
  readonly capabilities: Capabilities
  readonly script: Script
}

/** What a relation makes of a run: what is done instead, and what must then be answered. */
export interface Related {
  readonly script: Script
  /** The store is opened with this too. */
  readonly opening?: Partial<Opening>
  /** The question of the first run that one of the second is about; null: one that the first run lacks. */
  readonly original?: (probeId: bigint | string) => bigint | string | null
  /** What a value of the first run must be in the second; undefined: nothing can be said of the column. Absent: the same. */
  readonly expected?: (target: string, column: string, value: Value) => Value | undefined
}

/** Two runs of a store whose answers follow from one another, whatever the features mean. */
export interface Relation {
  /** What was done otherwise in the second run: follows "though". */
  readonly says: string
  /** What has to be known of the store, or of what it is asked. */
  readonly knows: string
  /** Why it cannot be known here, so that the relation is not run; null: it can. */
  readonly whyNot: (context: RelationContext) => string | null
  readonly relate: (context: RelationContext, random: Random) => Related
}

/** Nothing has to be known. */
export const always = (): null => null
