import type { Value, ValueType } from '../value.ts'

/**
 * What differs between SQL engines, and nothing more: how names and literals are quoted, what types are called, and
 * how the few operations are spelt that engines disagree on. Every argument and every result is SQL text of an
 * expression; results stand in any expression without further brackets.
 */
export interface Dialect {
  readonly name: string
  /** A name, quoted so that no character of it can end it. */
  identifier(name: string): string
  /** A value of a type as a constant of exactly that type; a null too is typed. */
  literal(value: Value, type: ValueType): string
  typeName(type: ValueType): string
  /** µs since the epoch of a timestamp column, null where it is infinite. */
  micros(timestamp: string): string
  /** Gives an operand a name, so that a body that needs it twice does not repeat it. */
  bind(operand: string, body: (name: string) => string): string
  /** Whether a float is neither NaN nor infinite. */
  isFinite(float: string): string
  /** An int as a float, correctly rounded. */
  intToFloat(int: string): string
  /** An integer wide enough for every sum, difference and product of two ints. */
  widen(int: string): string
  /** A wide integer as an int; null where it does not fit 64 bits. */
  narrow(wide: string): string
  /** A wide integer as a float, correctly rounded. */
  wideToFloat(wide: string): string
  /** ⌊int / step⌋ for a positive step, exact for negative ints too. */
  floorDivide(int: string, step: string): string
  /** Number of code points. */
  codePoints(text: string): string
  /** Changes A–Z or a–z only. */
  asciiCase(text: string, to: 'lower' | 'upper'): string
  /** The dot product of two vectors, as a float. */
  dotProduct(a: string, b: string): string
  /** An expression that reads a pair of operands by name, each written once. */
  bindPair(a: string, b: string, body: (a: string, b: string) => string): string
}
