import type { ScalarType, Value, ValueType } from '../../features/value.ts'
import { typeShape } from '../../features/value-type.ts'

/** A value as a History holds it, or null where it cannot be one of the type. */
export type Fitted = { readonly value: Value } | null

/**
 * Fits what a store answered to a type: as it is, or by a conversion that loses nothing (a whole JS number for an int,
 * a typed array for a vector); semantics § 8. Whether a float is finite is for the comparison to say.
 */
export function fitValue(given: unknown, type: ValueType): Fitted {
  if (given === null) return { value: null }
  const shape = typeShape(type)
  if (shape.kind === 'scalar') return fitScalar[shape.scalar](given)
  const elements = listOf(given)
  if (elements === null) return null
  if (shape.kind === 'vector' && elements.length !== shape.dimension) return null
  const element = shape.kind === 'vector' ? 'float' : shape.element
  const fitted = elements.map(each => fitValue(each, element))
  return fitted.includes(null) ? null : { value: fitted.map(each => each?.value ?? null) }
}

const int64 = { least: -(2n ** 63n), greatest: 2n ** 63n - 1n }

const fitScalar: Readonly<Record<ScalarType, (given: unknown) => Fitted>> = {
  string: given => (typeof given === 'string' ? { value: given } : null),
  bool: given => (typeof given === 'boolean' ? { value: given } : null),
  float: given => {
    if (typeof given === 'number') return { value: given }
    return typeof given === 'bigint' && BigInt(Number(given)) === given ? { value: Number(given) } : null
  },
  int: fitInt,
  timestamp: fitInt,
}

function fitInt(given: unknown): Fitted {
  const value = typeof given === 'number' && Number.isSafeInteger(given) ? BigInt(given) : given
  if (typeof value !== 'bigint') return null
  return value >= int64.least && value <= int64.greatest ? { value } : null
}

function listOf(given: unknown): readonly unknown[] | null {
  if (Array.isArray(given)) return given
  return given instanceof Float32Array || given instanceof Float64Array ? [...given] : null
}
