import type { Value, ValueType } from '../../features/value.ts'
import { typeShape } from '../../features/value-type.ts'
import { timestampMax, timestampMin } from './convert/time-cell.ts'

const intMin = -(2n ** 63n)
const intMax = 2n ** 63n - 1n

/** Whether a column of this type can hold a value as it is; null, NaN and the infinities fit. */
export function fitsColumn(value: Value, type: ValueType): boolean {
  if (value === null) return true
  const shape = typeShape(type)
  if (shape.kind === 'scalar') return fitsScalar[shape.scalar](value)
  if (!Array.isArray(value)) return false
  const elements: readonly Value[] = value
  if (shape.kind === 'list') return elements.every(element => fitsColumn(element, shape.element))
  if (elements.length !== shape.dimension) return false
  return elements.every(
    element =>
      typeof element === 'number' &&
      (shape.element === 'float64' || Object.is(Math.fround(element), element)),
  )
}

const fitsScalar = {
  string: (value: Value) => typeof value === 'string' && value.isWellFormed(),
  int: (value: Value) => typeof value === 'bigint' && value >= intMin && value <= intMax,
  float: (value: Value) => typeof value === 'number',
  bool: (value: Value) => typeof value === 'boolean',
  timestamp: (value: Value) => typeof value === 'bigint' && value >= timestampMin && value <= timestampMax,
} as const
