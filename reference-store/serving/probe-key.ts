import type { KeyPart } from '../../features/definitions.ts'
import { valueCheck } from '../../features/streaming-plan/check-value.ts'
import { keyText } from '../../features/streaming-plan/key-text.ts'
import { readField } from '../../features/streaming-plan/read-field.ts'
import type { Value } from '../../features/value.ts'

/**
 * The text of a probe's key under which rows are found; null for a key that nothing can be under: one with a null
 * part, or with a part that is not of its type, since `1` and `"1"` are different keys (semantics § 2).
 */
export type KeyOfProbe = (key: Readonly<Record<string, Value>>) => string | null

export function probeKey(entity: readonly KeyPart[]): KeyOfProbe {
  const parts = entity.map(({ name, type }) => ({ name, check: valueCheck(type) }))
  return key => {
    const values: Value[] = []
    for (const { name, check } of parts) {
      const value = readField(key, name)
      if (value === null || check(value) !== null) return null
      values.push(value)
    }
    return keyText(values)
  }
}
