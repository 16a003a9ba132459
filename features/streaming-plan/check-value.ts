import type { RejectReason } from '../log-record.ts'
import type { ScalarType, Value, ValueType } from '../value.ts'
import { typeShape } from '../value-type.ts'

/** Why a value is not a legal one of its type; null where it is. Null itself is legal; semantics § 2. */
export type CheckValue = (value: Value) => Extract<RejectReason, 'illegal-value' | 'wrong-type'> | null

/** Makes the check of a type once, so that records are checked without taking the type apart. */
export function valueCheck(type: ValueType): CheckValue {
  const shape = typeShape(type)
  switch (shape.kind) {
    case 'scalar':
      return scalarChecks[shape.scalar]
    case 'list':
      return listCheck(valueCheck(shape.element))
    case 'vector':
      return vectorCheck(shape.dimension, shape.element === 'float32')
  }
}

const checkFloat: CheckValue = value => {
  if (value === null) return null
  if (typeof value !== 'number') return 'wrong-type'
  return Number.isFinite(value) ? null : 'illegal-value'
}

const checkInt64: CheckValue = value => {
  if (value === null) return null
  return typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? null : 'wrong-type'
}

/** A TIMESTAMP column of µs holds a little less than 64 bits; semantics § 10. */
const checkTimestamp: CheckValue = value => {
  if (value === null) return null
  const fits = typeof value === 'bigint' && value >= -9_223_022_400_000_000_000n && value < 2n ** 63n - 1n
  return fits ? null : 'wrong-type'
}

const scalarChecks: Readonly<Record<ScalarType, CheckValue>> = {
  string: value =>
    value === null || (typeof value === 'string' && value.isWellFormed()) ? null : 'wrong-type',
  bool: value => (value === null || typeof value === 'boolean' ? null : 'wrong-type'),
  float: checkFloat,
  int: checkInt64,
  timestamp: checkTimestamp,
}

function listCheck(element: CheckValue): CheckValue {
  return value => {
    if (value === null) return null
    if (!Array.isArray(value)) return 'wrong-type'
    for (const each of value) {
      const reason = element(each)
      if (reason !== null) return reason
    }
    return null
  }
}

function vectorCheck(dimension: number, isNarrow: boolean): CheckValue {
  return value => {
    if (value === null) return null
    if (!Array.isArray(value) || value.length !== dimension) return 'wrong-type'
    if (value.some(each => typeof each !== 'number')) return 'wrong-type'
    if (isNarrow && value.some(each => !Object.is(Math.fround(each), each))) return 'wrong-type'
    return value.every(each => Number.isFinite(each)) ? null : 'illegal-value'
  }
}
