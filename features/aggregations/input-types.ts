import type { ScalarType, ValueType } from '../value.ts'

const scalars: ReadonlySet<ValueType> = new Set(['string', 'int', 'float', 'bool', 'timestamp'])

/** Whether one value of the type is a single value, not a list or a vector. */
export function isScalar(type: ValueType): type is ScalarType {
  return scalars.has(type)
}

/** Whether the null rule `zero` and the arithmetic aggregations take inputs of the type. */
export function isNumeric(type: ValueType | null): type is 'int' | 'float' {
  return type === 'int' || type === 'float'
}
