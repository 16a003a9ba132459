import type { Value, ValueType } from '../../../features/value.ts'

/** Orders two strings by code point (semantics § 6); JavaScript's own `<` orders by UTF-16 unit. */
export function compareText(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i] as string).codePointAt(0)! - (right[i] as string).codePointAt(0)!
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** Orders two values of one scalar type, neither of them null: false before true, −0 equal to 0. */
export function compareScalars(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  const left = a as number | bigint | boolean
  const right = b as number | bigint | boolean
  if (left < right) return -1
  return left > right ? 1 : 0
}

/**
 * A text that two values of one type share exactly when they are the same value: types stay apart
 * (`1`, `"1"`), and −0 is 0.
 */
export function valueText(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number') return String(value === 0 ? 0 : value)
  if (typeof value === 'boolean') return String(value)
  return `[${value.map(valueText).join(',')}]`
}

/** The text of a key tuple: `(1, 11)` and `(11, 1)`, `"a"` and `"a "` have different texts. */
export function keyText(key: readonly Value[]): string {
  return valueText(key)
}

const minInt = -(2n ** 63n)
const maxInt = 2n ** 63n - 1n

/** Whether an integer fits in 64 bits. */
export function isInt64(value: bigint): boolean {
  return value >= minInt && value <= maxInt
}

/** Whether a µs count is one that a TIMESTAMP column can hold; the ends of 64 bits stand for the infinities there. */
function isTimestamp(value: bigint): boolean {
  return value >= -9_223_022_400_000_000_000n && value < maxInt
}

/** Whether a value is a legal one of a type: `ok`, else why not (semantics § 2, rejects). Null is legal. */
export function checkValue(value: Value, type: ValueType): 'ok' | 'illegal-value' | 'wrong-type' {
  if (value === null) return 'ok'
  if (type === 'float') return checkFloat(value)
  if (type === 'string') return typeof value === 'string' && value.isWellFormed() ? 'ok' : 'wrong-type'
  if (type === 'bool') return typeof value === 'boolean' ? 'ok' : 'wrong-type'
  if (type === 'int') return typeof value === 'bigint' && isInt64(value) ? 'ok' : 'wrong-type'
  if (type === 'timestamp') return typeof value === 'bigint' && isTimestamp(value) ? 'ok' : 'wrong-type'
  if (!Array.isArray(value)) return 'wrong-type'
  return type.startsWith('vector') ? checkVector(value, type) : checkList(value, type)
}

function checkFloat(value: Value): 'ok' | 'illegal-value' | 'wrong-type' {
  if (typeof value !== 'number') return 'wrong-type'
  return Number.isFinite(value) ? 'ok' : 'illegal-value'
}

function checkVector(value: readonly Value[], type: ValueType): 'ok' | 'illegal-value' | 'wrong-type' {
  const dimension = Number(type.slice(type.indexOf(',') + 1, -1))
  if (value.length !== dimension || value.some(element => typeof element !== 'number')) return 'wrong-type'
  const isNarrow = type.startsWith('vector<float32')
  if (isNarrow && value.some(element => !Object.is(Math.fround(Number(element)), element)))
    return 'wrong-type'
  return value.every(element => Number.isFinite(element)) ? 'ok' : 'illegal-value'
}

function checkList(value: readonly Value[], type: ValueType): 'ok' | 'illegal-value' | 'wrong-type' {
  const element = type.slice('list<'.length, -1) as ValueType
  const verdicts = value.map(each => checkValue(each, element))
  return verdicts.find(verdict => verdict !== 'ok') ?? 'ok'
}
