import { formatInstant } from '../../features/instant-text.ts'
import type { Value, ValueType } from '../../features/value.ts'
import type { MismatchResult } from '../../reports/result.ts'
import { keyColumn, type Mismatch, type ShownValue } from '../diff/mismatch.ts'

/** A mismatch as `result.json` holds it: the columns of `mismatches.parquet`, in JSON. */
export function mismatchResult(mismatch: Mismatch): MismatchResult {
  const { probeId, key, asOf, served, training, asKnown, asTrained, asApplied, lag, ...same } = mismatch
  const keys = key.map(({ part, value }) => [keyColumn(part.name), keyJson(value, part.type)] as const)
  return {
    ...same,
    ...Object.fromEntries(keys),
    probe_id: typeof probeId === 'bigint' ? integerJson(probeId) : probeId,
    as_of: formatInstant(asOf),
    served: textOf(served),
    training: textOf(training),
    as_known: textOf(asKnown),
    as_trained: textOf(asTrained),
    as_applied: textOf(asApplied),
    lag_us: lag,
    served_state: served?.state ?? null,
    as_known_state: asKnown?.state ?? null,
    as_trained_state: asTrained?.state ?? null,
    as_applied_state: asApplied?.state ?? null,
  }
}

function textOf(shown: ShownValue | null): string | null {
  return shown?.text ?? null
}

/** Integers beyond 2⁵³ become strings: JSON readers would round them. */
function integerJson(value: bigint): number | string {
  const safe = value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)
  return safe ? Number(value) : String(value)
}

function keyJson(value: Value, type: ValueType): string | number | boolean | null {
  if (typeof value === 'bigint') return type === 'timestamp' ? formatInstant(value) : integerJson(value)
  return Array.isArray(value) ? JSON.stringify(value) : (value as string | number | boolean | null)
}
