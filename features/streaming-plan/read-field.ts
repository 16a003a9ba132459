import { ownMember } from '../own-member.ts'
import type { Value } from '../value.ts'

/** A field by its name; an absent one is null. A field may be named `constructor`, which every object inherits. */
export function readField(fields: Readonly<Record<string, Value>>, name: string): Value {
  return ownMember(fields, name) ?? null
}
