import type { NullRule, Tolerance } from '../definitions.ts'
import type { Duration } from '../duration.ts'
import type { ValueType } from '../value.ts'
import type { NumberType } from './expression-types.ts'

/** What people say of a feature; it changes no value and is not hashed. */
export interface Remarks {
  readonly description?: string
  readonly owner?: string
}

/** A plain value in place of a feature's: timestamps as ISO 8601, ints as bigints or whole numbers, vectors as arrays. */
type PlainValue<T extends ValueType> =
  | null
  | (T extends 'int'
      ? number | bigint
      : T extends 'float'
        ? number
        : T extends 'bool'
          ? boolean
          : T extends 'string' | 'timestamp'
            ? string
            : readonly unknown[])

/** What any stored feature may state beside its aggregate; semantics §§ 3 and 4. */
export interface Settings<Result extends ValueType> extends Remarks {
  /** A fact that arrives later than this after its event time never counts. */
  readonly allowedLateness?: Duration
  /** A scheduled feature is computed at each whole multiple of `every` and is there `delay` later. */
  readonly refresh?: { readonly every: Duration; readonly delay?: Duration }
  /** The value where there is no fact. */
  readonly whenEmpty?: PlainValue<Result>
  readonly tolerance?: Partial<Tolerance>
}

/** As `Settings`, for the aggregates that look at their inputs one by one. */
export interface InputSettings<Input extends ValueType, Result extends ValueType> extends Settings<Result> {
  readonly nulls?: Input extends NumberType ? NullRule : Exclude<NullRule, 'zero'>
}

/** As `Settings`, for `latest`. */
export interface LatestSettings<Result extends ValueType> extends Settings<Result> {
  /** The value expires when it is older than this; `0s` means zero, not never. */
  readonly ttl?: Duration
}
