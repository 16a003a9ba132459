import type { FeatureAcc, FeatureFold } from '../aggregations/feature-fold.ts'
import type { Refresh, Source, StoredFeature, Window } from '../definitions.ts'
import type { LogRecord } from '../log-record.ts'
import type { Micros, Value } from '../value.ts'
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

/** Tiles of one size. A cell of the family is a list of accumulators, one a fold, null where it has no facts. */
export interface TilePlan {
  readonly size: Micros
  /** The folds kept in this size, in the order of the slots. */
  readonly folds: readonly FoldPlan[]
  /** Position in `SourcePlan.tiles` of the tiles that a tile is merged again from; null: from the facts. */
  readonly from: number | null
}

export type TileCell = readonly (FeatureAcc | null)[]

/** Features whose windows cover the same facts in the same tiles at every T. */
export interface ReadGroup {
  readonly window: Window
  readonly refresh: Refresh | null
  /** Positions in `SourcePlan.tiles`, descending by size. */
  readonly tiles: readonly number[]
  /** Distinct folds of its features. */
  readonly folds: readonly GroupFold[]
  readonly features: readonly GroupFeature[]
}

export interface GroupFold {
  readonly plan: FoldPlan
  /** By position in the group's `tiles`: the slot of this fold. */
  readonly slots: readonly number[]
}

export interface GroupFeature {
  readonly feature: StoredFeature
  /** Finishes what its fold has merged: ttl and emptiness are the feature's own. */
  readonly fold: FeatureFold
  /** Position in the group's `folds`. */
  readonly at: number
}
