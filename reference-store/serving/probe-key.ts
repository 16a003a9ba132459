import type { KeyPart } from '../../features/definitions.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type CheckValue, valueCheck } from '../../features/streaming-plan/check-value.ts'
import { keyText } from '../../features/streaming-plan/key-text.ts'
import { readField } from '../../features/streaming-plan/read-field.ts'
import type { Value } from '../../features/value.ts'

/** The text of a probe's key under which rows are found; null where a part is null: nothing is under such a key. */
export type KeyOfProbe = (key: Readonly<Record<string, Value>>) => string | null

/** @throws PlumblineError `usage` from what it makes, for a key part that is not of its type. */
export function probeKey(entity: readonly KeyPart[]): KeyOfProbe {
  const parts = entity.map(({ name, type }) => ({ name, type, check: valueCheck(type) }))
  return key => {
    const values = parts.map(part => checked(part, readField(key, part.name)))
    return values.includes(null) ? null : keyText(values)
  }
}

function checked(
  { name, type, check }: { name: string; type: string; check: CheckValue },
  value: Value,
): Value {
  if (check(value) === null) return value
  throw new PlumblineError(
    'usage',
    `the key part ${name} is ${String(value)}, which is no ${type}: ask with a ${type}`,
  )
}
