import type { AggregateKind } from '../../../features/definitions.ts'
import type { Value } from '../../../features/value.ts'
import type { equalityRules } from '../../../scenarios/rules/equality.ts'
import { exactly, sameValue } from '../../diff/same-value.ts'
import { type ComputedFlip, type Flip, type StoredFlip, stored } from '../flip.ts'
import type { MarksOf } from '../marks-of.ts'

/** The right value, changed as careless stores change it; undefined: it stays. */
function changed(
  change: (value: Exclude<Value, null>, kind: AggregateKind) => Value | undefined,
): StoredFlip {
  return stored(({ base, feature }) => {
    if (base.value === null) return null
    const value = change(base.value, feature.aggregate.kind)
    return value === undefined || Object.is(value, base.value)
      ? null
      : { answer: answer => ({ ...answer, value }) }
  })
}

const exactKinds: readonly AggregateKind[] = ['min', 'max', 'first', 'last', 'latest']

/** The next float after a finite one. */
function nextFloat(value: number): number {
  const bits = new BigInt64Array(1)
  const floats = new Float64Array(bits.buffer)
  floats[0] = value
  bits[0] = (bits[0] as bigint) + 1n
  return floats[0]
}

/** A value that equals the recomputed one only within the room of its kind. */
function inRoom(kind: AggregateKind): StoredFlip {
  return stored(
    ({ given, base }) =>
      typeof given.value === 'number' && base.weight !== null && given.value !== base.value,
    ({ aggregate }) => aggregate.kind === kind,
  )
}

/** On-demand results whose own inputs are not, digit by digit, what is recomputed of them. */
function ownInputs(inexact: boolean): ComputedFlip {
  return {
    on: 'computed',
    concerns: ({ expression }) => expression.node === 'call',
    value: ({ plan, inputs, value }) => {
      if (plan.inexact !== inexact || value === null) return undefined
      const differs = [...inputs.values()].some(
        input => input.recomputed !== null && !sameValue(input.value, input.recomputed, exactly),
      )
      return differs ? null : undefined
    },
  }
}

export const equalityFlips: MarksOf<typeof equalityRules, Flip> = {
  'exact float32': changed(value => (typeof value === 'number' ? Math.fround(value) : undefined)),
  'exact last-digit': changed((value, kind) =>
    typeof value === 'number' && value !== 0 && exactKinds.includes(kind) ? nextFloat(value) : undefined,
  ),
  'exact whole': changed(value => (typeof value === 'number' ? Math.trunc(value) : undefined)),
  'exact double': changed(value =>
    typeof value === 'bigint' ? BigInt.asIntN(64, BigInt(Number(value))) : undefined,
  ),
  'exact milliseconds': stored(
    ({ base }) =>
      typeof base.value === 'bigint' && base.value % 1_000n !== 0n
        ? { answer: answer => ({ ...answer, value: ((answer.value as bigint) / 1_000n) * 1_000n }) }
        : null,
    ({ type }) => type === 'timestamp',
  ),
  'exact text': changed(value => (typeof value === 'string' ? value.normalize('NFC').trim() : undefined)),
  list: changed((value, kind) =>
    Array.isArray(value) && value.length > 1 && kind === 'lastN' ? value.toReversed() : undefined,
  ),
  'minus-zero': stored(
    ({ given, base }) => given.value === 0 && base.value === 0 && !Object.is(given.value, base.value),
  ),
  'room sum': inRoom('sum'),
  'room mean': inRoom('mean'),
  'room variance': inRoom('variance'),
  'room stddev': inRoom('stddev'),
  'own-inputs exact': ownInputs(false),
  'own-inputs inexact': ownInputs(true),
  'version asked': stored(({ row: { served } }) => served.version !== null && served.askedVersion !== null),
  'version unasked': stored(
    ({ row: { served, target } }) =>
      target.target.kind === 'document' && served.version !== null && served.askedVersion === null,
  ),
}
