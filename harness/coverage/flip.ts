import type { OnDemandFeature, StoredFeature } from '../../features/definitions.ts'
import type { Value } from '../../features/value.ts'
import type { Policy } from '../diagnose/policy.ts'
import type { ComputedCell, MetCell } from './met-cell.ts'

/** A rule the other way round, for one mark: what the specification evaluator says then of a compared cell. */
export type Flip = StoredFlip | ComputedFlip

export interface StoredFlip {
  readonly on: 'stored'
  /** The features that the rule says something of. */
  readonly concerns: (feature: StoredFeature) => boolean
  /**
   * The decisions of the evaluator with the rule flipped, or whether the cell's outcome then is another; null: the rule
   * does not bear on the cell.
   */
  readonly policy: (cell: MetCell) => Partial<Policy> | boolean | null
  /** The rule is about what is known at T: it is noticed too where an equal cell would be stale without it. */
  readonly known?: true
}

export interface ComputedFlip {
  readonly on: 'computed'
  readonly concerns: (feature: OnDemandFeature) => boolean
  /** The value with the rule flipped; undefined: the rule does not bear on the cell. */
  readonly value: (cell: ComputedCell) => Value | undefined
}

const any = (): boolean => true

/** A flip of a stored feature's rule. */
export function stored(
  policy: StoredFlip['policy'],
  concerns: StoredFlip['concerns'] = any,
  options: Pick<StoredFlip, 'known'> = {},
): StoredFlip {
  return { on: 'stored', concerns, policy, ...options }
}
