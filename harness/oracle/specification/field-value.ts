import type { Value } from '../../../features/value.ts'

/** A field of a record; one that is absent equals null, semantics § 4, also where every object inherits its name. */
export function fieldValue(fields: Readonly<Record<string, Value>>, name: string): Value {
  return Object.hasOwn(fields, name) ? (fields[name] ?? null) : null
}
