import type { AggregateKind } from '../definitions.ts'
import type { ValueType } from '../value.ts'
import { isScalarType, listOf } from '../value-type.ts'

/** The types of one kind of aggregation; semantics § 5. */
export interface AggregateType {
  /** What it takes, as messages say it. */
  readonly inputs: string
  /** Whether it takes an input of this type; null stands for no input. */
  accepts(input: ValueType | null): boolean
  /** The type of its result for an input that it takes. */
  resultType(input: ValueType | null): ValueType
}

const isNumber = (input: ValueType | null) => input === 'int' || input === 'float'
const isScalar = (input: ValueType | null) => input !== null && isScalarType(input)
const isGiven = (input: ValueType | null) => input !== null

/** The input's own type; `accepts` has refused a missing one. */
const same = (input: ValueType | null): ValueType => input ?? 'int'
const float = (): ValueType => 'float'
const int = (): ValueType => 'int'

const ofNumbers = { inputs: 'int or float', accepts: isNumber }
const ofScalars = { inputs: 'int, float, bool, string or timestamp', accepts: isScalar }
const ofAny = { inputs: 'a value of any type', accepts: isGiven }

export const aggregateTypes: Readonly<Record<AggregateKind, AggregateType>> = {
  count: { inputs: 'any type, or nothing', accepts: () => true, resultType: int },
  sum: { ...ofNumbers, resultType: same },
  mean: { ...ofNumbers, resultType: float },
  min: { ...ofScalars, resultType: same },
  max: { ...ofScalars, resultType: same },
  variance: { ...ofNumbers, resultType: float },
  stddev: { ...ofNumbers, resultType: float },
  first: { ...ofAny, resultType: same },
  last: { ...ofAny, resultType: same },
  lastN: { ...ofAny, resultType: input => listOf(same(input)) },
  countDistinct: { ...ofScalars, resultType: int },
  latest: { ...ofAny, resultType: same },
}
