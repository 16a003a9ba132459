import type { Value, ValueType } from '../../features/value.ts'

/** Zero of a type of numbers; null for every other. */
export function numberZero(type: ValueType | undefined): Value {
  if (type === 'int') return 0n
  return type === 'float' ? 0 : null
}
