import {
  type FeatureAcc,
  type FeatureFold,
  type FinishedFeature,
  featureFold,
} from '../aggregations/feature-fold.ts'
import type { StoredFeature, Window } from '../definitions.ts'
import type { Instant, Micros } from '../value.ts'
import { type Admission, admitRecord, type RevisionOfFact } from './admit-record.ts'
import type { IdState } from './id-state.ts'
import { type Bounds, windowBounds } from './window-bounds.ts'

/**
 * The decisions of the streaming plan, each a function that can be exchanged: a store with one seeded bug is the
 * reference store with one of these overridden.
 */
export interface PlanSeams {
  /** Which event times a window holds at T (µs). */
  readonly bounds: (window: Window, asOf: Instant) => Bounds
  /** What a record changes of the id it is about. */
  readonly admit: (state: IdState | undefined, record: RevisionOfFact) => Admission | null
  /** Whether a fact that came so late (µs) counts for a feature that allows this lateness (µs). */
  readonly inTime: (lateness: Micros, allowed: Micros) => boolean
  /** The monoid that a feature is folded by. */
  readonly fold: (feature: StoredFeature) => FeatureFold
  /** The value and the state of what was folded. */
  readonly finish: (fold: FeatureFold, acc: FeatureAcc, asOf: Instant) => FinishedFeature
}

export const planSeams: PlanSeams = {
  bounds: windowBounds,
  admit: admitRecord,
  inTime: (lateness, allowed) => lateness <= allowed,
  fold: featureFold,
  finish: (fold, acc, asOf) => fold.finish(acc, asOf),
}
