import type { Value, ValueType } from '../../value.ts'

/** Where a compiled expression finds its names; a name without a value gives null. */
export interface ExpressionScope {
  field(name: string): Value
  feature(name: string): Value
  request(name: string): Value
}

/** A compiled expression: a pure function of its scope, which never throws. */
export type Evaluate = (scope: ExpressionScope) => Value

/** Makes the closure of one call from those of its arguments; `types` are the arguments' types. */
export type CompileCall = (args: readonly Evaluate[], types: readonly ValueType[]) => Evaluate

/**
 * A call of one argument that is null where the argument is. `T` is what the typing rules hold the argument to, so
 * the cast states what was proved when the expression was resolved.
 */
export function strictUnary<T extends Value>(args: readonly Evaluate[], result: (a: T) => Value): Evaluate {
  const a = args[0]!
  return scope => {
    const x = a(scope)
    return x === null ? null : result(x as T)
  }
}

/** A call of two arguments that is null where either is; see `strictUnary`. */
export function strictBinary<T extends Value>(
  args: readonly Evaluate[],
  result: (a: T, b: T) => Value,
): Evaluate {
  const [a, b] = [args[0]!, args[1]!]
  return scope => {
    const x = a(scope)
    if (x === null) return null
    const y = b(scope)
    return y === null ? null : result(x as T, y as T)
  }
}

/** A float result: null where it is not finite, and 0 for −0, which is the same value. */
export function finite(result: number): Value {
  if (!Number.isFinite(result)) return null
  return result === 0 ? 0 : result
}

/** An int result: null where it leaves 64 bits. */
export function within64Bits(result: bigint): Value {
  return BigInt.asIntN(64, result) === result ? result : null
}
