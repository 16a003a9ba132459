import type { Store } from '../../harness/store.ts'
import type { StoreSeams } from '../store-seams.ts'
import type { CauseName } from './cause-name.ts'
import type { Draw } from './draw.ts'

/** Decisions of the reference store that are made wrongly, and what is put around the store itself. */
export interface Broken extends Partial<StoreSeams> {
  readonly around?: (store: Store) => Store
}

/** The reference store with one seeded bug, or with two. */
export interface Mutant {
  /** As its file is called. */
  readonly name: string
  /** What a diagnosis has to name: one cause, or two for a pair. */
  readonly causes: readonly [CauseName] | readonly [CauseName, CauseName]
  /** What it does wrong, in a sentence. */
  readonly about: string
  /** A row of `docs/skew-corpus.md` by its first column, or `seed`. */
  readonly standsFor: string
  readonly side: 'online' | 'offline' | 'both'
  /** A scenario of the suite that kills it, and the first seed of it that does, with parameters of that seed. */
  readonly killedBy: readonly [scenario: string, seed: number]
  /** Made anew for each store. `meet` is called whenever the bug decides otherwise than the clean store may. */
  readonly breaks: (draw: Draw, meet: () => void) => Broken
}

/** Makes the types of a mutant known to its file. */
export function mutant(of: Mutant): Mutant {
  return of
}
