import type { ExpressionDialect } from '../batch-plan/expression-to-sql.ts'
import type { ValueType } from '../value.ts'

/**
 * What differs between the warehouses that training sets are built in, and nothing more. Arguments and results are SQL text;
 * `when` is the condition under which a fact goes into an aggregate. A dialect throws a `PlumblineError` for what the engine
 * cannot express exactly.
 */
export interface WarehouseDialect extends ExpressionDialect {
  readonly name: string
  /** How messages call the engine. */
  readonly title: string
  /** A name, quoted so that no character of it can end it. */
  identifier(name: string): string
  typeName(type: ValueType): string
  /** Statements that the rest of the script needs. */
  readonly prelude: readonly string[]
  /** The name of a table of the script, which is there until it is made again or the session ends. */
  scratch(name: string): string
  /** How a statement begins that makes such a table of the query after it, and the training set. */
  createScratch(table: string): string
  createResult(table: string): string
  /** A text column that compares by code point. */
  byCodePoint(column: string): string
  /** µs since the epoch of a timestamp column, null where it is infinite. */
  micros(timestamp: string): string
  /** Whether a value of this type is legal beyond its SQL type, null where the value is; null: every one is. */
  legal(value: string, type: ValueType): string | null
  /** The exact sum of ints, and what is made of it: an int that is null outside 64 bits, a float that is rounded once. */
  intSum(x: string, when: string): string
  wideToFloat(wide: string): string
  /** Of floats, null where Σ|x| is not finite. */
  floatSum(x: string, when: string): string
  floatMean(x: string, when: string): string
  /** The sample variance of floats; null below two, and where n · max(x²) is not finite. */
  variance(x: string, when: string): string
  extreme(which: 'min' | 'max', x: string, type: ValueType, when: string): string
  /** Lists the values of the n greatest ranks, greatest first; the empty list for none. */
  newest(x: string, rank: string, n: number, type: ValueType, when: string): string
}
