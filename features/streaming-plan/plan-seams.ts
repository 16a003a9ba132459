import {
  type FeatureAcc,
  type FeatureFold,
  type FinishedFeature,
  featureFold,
} from '../aggregations/feature-fold.ts'
import type { StoredFeature, Window } from '../definitions.ts'
import type { Instant, Micros, Value } from '../value.ts'
import { type Admission, admitRecord, type RevisionOfFact } from './admit-record.ts'
import { admitRecords } from './admit-records.ts'
import type { IdState } from './id-state.ts'
import { isKnown } from './is-known.ts'
import { refoldTiles } from './refold-tiles.ts'
import { withFact } from './tile-cell.ts'
import { wholeTiles } from './whole-tiles.ts'
import { type Bounds, refreshedAt, windowBounds } from './window-bounds.ts'

/**
 * The decisions of the streaming plan, each a function that can be exchanged: a store with one seeded bug is the
 * reference store with one of these overridden.
 */
export interface PlanSeams {
  /** Which event times a window holds at T (µs). */
  readonly bounds: (window: Window, asOf: Instant) => Bounds
  /** R of a scheduled feature at T (µs). */
  readonly refreshedAt: typeof refreshedAt
  /** Which part of a window is read by tiles of a size. */
  readonly wholeTiles: typeof wholeTiles
  /** What a record changes of the id it is about. */
  readonly admit: (state: IdState | undefined, record: RevisionOfFact) => Admission | null
  /** What the records of one key in one batch change. */
  readonly admitBatch: typeof admitRecords
  /** Whether a version counts for a reading. */
  readonly isKnown: typeof isKnown
  /** Whether what a predicate gave lets a fact in. */
  readonly passes: (predicate: Value) => boolean
  /** Whether a fact that came so late (µs) counts for a feature that allows this lateness (µs). */
  readonly inTime: (lateness: Micros, allowed: Micros) => boolean
  /** A tile with one more fact. */
  readonly intoTile: typeof withFact
  /** Folds the tiles again that lost a version. */
  readonly refold: typeof refoldTiles
  /** The monoid that a feature is folded by. */
  readonly fold: (feature: StoredFeature) => FeatureFold
  /** The value and the state of what was folded. */
  readonly finish: (fold: FeatureFold, acc: FeatureAcc, asOf: Instant) => FinishedFeature
}

export const planSeams: PlanSeams = {
  bounds: windowBounds,
  refreshedAt,
  wholeTiles,
  admit: admitRecord,
  admitBatch: admitRecords,
  isKnown,
  passes: predicate => predicate === true,
  inTime: (lateness, allowed) => lateness <= allowed,
  intoTile: withFact,
  refold: refoldTiles,
  fold: featureFold,
  finish: (fold, acc, asOf) => fold.finish(acc, asOf),
}
