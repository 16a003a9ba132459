import type { Value, ValueType } from '../value.ts'

/** An aggregate call that may stand under a FILTER, and what is made of its result. */
export interface SqlAggregate {
  readonly call: string
  /** Absent: the result as it is. */
  readonly after?: (result: string) => string
}

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
  /** Whether a float is neither NaN nor infinite, and whether a timestamp is no infinity. */
  isFinite(value: string): string
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
  /** Lists the n greatest values, greatest first, without nulls; may be null for none. */
  greatest(value: string, n: number): SqlAggregate
  /** An aggregate that lists values by descending ranks. */
  listByRank(value: string, rank: string): string
  /** Number of elements of a list or vector. */
  elements(list: string): string
  hasNullElement(list: string): string
  /** Whether every element that is not null is finite; may be null where there is none. */
  allFinite(list: string): string
  /** A column that repeats its row for each whole number from `first` to `last`, and holds the number. */
  series(first: string, last: string): string
  /** A list of what `of` makes of each whole number from `first` to before `end`. */
  numbers(first: string, end: string, of: (number: string) => string): string
  /** A column that repeats its row for each element of several lists. */
  unnestAll(lists: readonly string[]): string
  /** A column that repeats its row for each member of an object in a JSON text, itself the member `name` of the text. */
  jsonPairs(json: string, name: string): string
  /** The name, a whole number, of such a member, and its value, a whole number. */
  pairKey(pair: string): string
  pairValue(pair: string): string
  /** How a statement begins that makes a table from the query after it: temporary, or to stay. */
  createTable(table: string): string
  dropTable(table: string): string
  createView(view: string): string
  createResult(table: string): string
}
