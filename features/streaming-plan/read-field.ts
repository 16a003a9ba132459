import type { Value } from '../value.ts'

/** A field by its name; an absent one is null. A field may be named `constructor`, which every object inherits. */
export function readField(fields: Readonly<Record<string, Value>>, name: string): Value {
  const value = fields[name]
  return value === undefined || typeof value === 'function' ? null : value
}
