import type { FeatureAcc, FeatureFold } from '../aggregations/feature-fold.ts'
import type { Refresh, Source, StoredFeature, Window } from '../definitions.ts'
import type { LogRecord } from '../log-record.ts'
import type { Micros, Value } from '../value.ts'
import type { Fact } from './fact.ts'
import type { PlanSeams } from './plan-seams.ts'

/** How one source of a document is kept and read: which cells a record changes, and which a window is folded from. */
export interface SourcePlan {
  readonly source: Source
  /** Inputs and predicates, each evaluated once a fact. */
  readonly columns: readonly Column[]
  /** Distinct folds: features that differ only in window, ttl or emptiness share one. */
  readonly folds: readonly FoldPlan[]
  /** Tiles, ascending by size; the family of `tiles[i]` is i + 1, and family 0 holds the facts. */
  readonly tiles: readonly TilePlan[]
  /** Width of a bucket of facts, µs: that of the smallest tile. */
  readonly bucket: Micros
  /** Features read together, because their windows and tiles are the same. */
  readonly groups: readonly ReadGroup[]
  /** Whether versions that no longer stand are kept, as scheduled features need them. */
  readonly keepsVersions: boolean
  /** Whether some feature limits lateness. */
  readonly judgesLateness: boolean
  readonly seams: PlanSeams
}

export type Column = (record: LogRecord) => Value

/** A monoid over some facts of the source. */
export interface FoldPlan {
  readonly index: number
  readonly fold: FeatureFold
  /** Column of the input; null for a count of facts. */
  readonly input: number | null
  /** Column of the predicate; null where every fact counts. */
  readonly where: number | null
  readonly allowedLateness: Micros | null
  /** Where its partial results are kept: positions in `SourcePlan.tiles` and slots in the cells there, ascending. */
  readonly slots: readonly TileSlot[]
}

export interface TileSlot {
  readonly tile: number
  readonly slot: number
}

/** Tiles of one size. */
export interface TilePlan {
  readonly size: Micros
  /** The folds kept in this size, in the order of the slots. */
  readonly folds: readonly FoldPlan[]
  /** Position in `SourcePlan.tiles` of the tiles that a tile is merged again from; null: from the facts. */
  readonly from: number | null
}

/**
 * What is kept of the facts of a tile that count for one of its folds: while they are few the facts themselves, which
 * take less room and no folding on the way in, then an accumulator for each fold, null where none of them counts.
 */
export type TileCell =
  | { readonly facts: readonly Fact[]; readonly accs?: undefined }
  | { readonly accs: readonly (FeatureAcc | null)[]; readonly facts?: undefined }

/** Features whose windows cover the same facts in the same tiles at every T. */
export interface ReadGroup {
  readonly window: Window
  readonly refresh: Refresh | null
  /** Positions in `SourcePlan.tiles`, descending by size. */
  readonly tiles: readonly number[]
  /** Distinct folds of its features. */
  readonly folds: readonly FoldPlan[]
  /** By position in `tiles`, by position in `folds`: the slot of the fold in those tiles. */
  readonly slots: readonly (readonly number[])[]
  readonly features: readonly GroupFeature[]
}

interface GroupFeature {
  readonly feature: StoredFeature
  /** Finishes what its fold has merged: ttl and emptiness are the feature's own. */
  readonly fold: FeatureFold
  /** Position in the group's `folds`. */
  readonly at: number
}
