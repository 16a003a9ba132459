import type { KeyPart } from '../features/definitions.ts'
import type { Value, ValueType } from '../features/value.ts'

const inMemory: Partial<Record<ValueType, string>> = {
  string: 'string',
  int: 'bigint',
  timestamp: 'bigint',
  bool: 'boolean',
  float: 'number',
}

/** Whether a value can be that part of a key: of its type and not null. */
export function isPartOf(value: Value, part: KeyPart | undefined): boolean {
  return (
    part !== undefined &&
    typeof value === inMemory[part.type] &&
    (typeof value !== 'bigint' || BigInt.asIntN(64, value) === value)
  )
}
