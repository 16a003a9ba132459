import type { AggregateKind } from '../../../features/definitions.ts'
import type { Value, ValueType } from '../../../features/value.ts'
import { compareScalars, isInt64, valueText } from './compare-values.ts'

/** A result and what sets its room (semantics § 8): Σ|x| for sum and mean of floats, |mean| for the variances. */
export interface Aggregated {
  readonly value: Value
  readonly weight: number | null
}

/**
 * The aggregate of non-null inputs, ordered by (τ, α, id), oldest first; semantics § 5. `size` is the number of
 * facts, null inputs and all, which only a `count` without input asks for.
 */
export function aggregateInputs(
  kind: Exclude<AggregateKind, 'latest'>,
  inputType: ValueType | null,
  inputs: readonly Value[],
  size: number,
  n: number | null,
): Aggregated {
  const exact = (value: Value): Aggregated => ({ value, weight: null })
  switch (kind) {
    case 'count':
      return exact(BigInt(inputType === null ? size : inputs.length))
    case 'countDistinct':
      return exact(BigInt(new Set(inputs.map(valueText)).size))
    case 'lastN':
      return exact(inputs.toReversed().slice(0, n as number))
    case 'first':
      return exact(inputs[0] ?? null)
    case 'last':
      return exact(inputs.at(-1) ?? null)
    case 'min':
      return exact(inputs.length === 0 ? null : inputs.reduce((a, b) => (compareScalars(b, a) < 0 ? b : a)))
    case 'max':
      return exact(inputs.length === 0 ? null : inputs.reduce((a, b) => (compareScalars(b, a) > 0 ? b : a)))
    case 'sum':
      return inputType === 'int' ? exact(sumOfInts(inputs as bigint[])) : sumOfFloats(inputs as number[], 1)
    case 'mean':
      return inputType === 'int'
        ? exact(meanOfInts(inputs as bigint[]))
        : sumOfFloats(inputs as number[], inputs.length)
    case 'variance':
      return variance(inputs.map(Number))
    case 'stddev': {
      const { value, weight } = variance(inputs.map(Number))
      return { value: value === null ? null : Math.sqrt(value as number), weight }
    }
  }
}

function total(inputs: readonly bigint[]): bigint {
  return inputs.reduce((sum, x) => sum + x, 0n)
}

function sumOfInts(inputs: readonly bigint[]): Value {
  const sum = total(inputs)
  return inputs.length === 0 || !isInt64(sum) ? null : sum
}

function meanOfInts(inputs: readonly bigint[]): Value {
  return inputs.length === 0 ? null : Number(total(inputs)) / inputs.length
}

function sumOfFloats(inputs: readonly number[], divisor: number): Aggregated {
  const weight = inputs.reduce((sum, x) => sum + Math.abs(x), 0)
  if (inputs.length === 0 || !Number.isFinite(weight)) return { value: null, weight: null }
  return { value: inputs.reduce((sum, x) => sum + x, 0) / divisor, weight }
}

/** The sample variance, in two passes; null below two values, and where n · max(x²) is not finite. */
function variance(inputs: readonly number[]): Aggregated {
  const n = inputs.length
  const largest = inputs.reduce((max, x) => Math.max(max, Math.abs(x)), 0)
  if (n < 2 || !Number.isFinite(n * (largest * largest))) return { value: null, weight: null }
  const mean = inputs.reduce((sum, x) => sum + x, 0) / n
  const squares = inputs.reduce((sum, x) => sum + (x - mean) ** 2, 0)
  return { value: squares / (n - 1), weight: Math.abs(mean) }
}
