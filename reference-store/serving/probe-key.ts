import type { KeyPart } from '../../features/definitions.ts'
import { valueCheck } from '../../features/streaming-plan/check-value.ts'
import { readField } from '../../features/streaming-plan/read-field.ts'
import type { Value } from '../../features/value.ts'

/**
 * The key of a probe in the order of the entity; null for one that no fact can be under: with a null part, or with a
 * part that is not of its type, since `1` and `"1"` are different keys (semantics § 2).
 */
export type KeyOfProbe = (key: Readonly<Record<string, Value>>) => readonly Value[] | null

export function probeKey(entity: readonly KeyPart[]): KeyOfProbe {
  const parts = entity.map(({ name, type }) => ({ name, check: valueCheck(type) }))
  return key => {
    const values: Value[] = []
    for (const { name, check } of parts) {
      const value = readField(key, name)
      if (value === null || check(value) !== null) return null
      values.push(value)
    }
    return values
  }
}
