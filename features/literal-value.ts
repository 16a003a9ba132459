import { formatInstant, parseInstant } from './instant-text.ts'
import { showValue } from './show-value.ts'
import type { ScalarType, Value, ValueType } from './value.ts'
import { typeShape } from './value-type.ts'

/** A literal that was read, or in what way it is not one of its type. */
export type LiteralReading =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string }

/** The least and the greatest `int`. */
export const intMin = -(2n ** 63n)
export const intMax = 2n ** 63n - 1n

/**
 * Reads a literal of a document as a value of `type`: ints as whole numbers, beyond 2⁵³ as strings of digits;
 * timestamps as ISO 8601 strings with a zone; lists and vectors as arrays; null as itself. −0 is read as 0, and an
 * element of a `vector<float32,n>` is rounded to float32. Semantics § 6.
 */
export function readLiteral(literal: unknown, type: ValueType): LiteralReading {
  if (literal === null) return { ok: true, value: null }
  const shape = typeShape(type)
  if (shape.kind === 'scalar') return readScalar[shape.scalar](literal)
  if (!Array.isArray(literal)) return refused(`${showValue(literal)} is not a ${type}: write an array`)
  if (shape.kind === 'vector') {
    if (literal.length !== shape.dimension)
      return refused(`has ${literal.length} elements, but ${type} takes ${shape.dimension}`)
    return readElements(literal, element => readVectorElement(element, shape.element))
  }
  return readElements(literal, element => readLiteral(element, shape.element))
}

/** Writes a value of `type` as `readLiteral` reads it; equal values have one form. */
export function writeLiteral(value: Value, type: ValueType): unknown {
  if (value === null) return null
  const shape = typeShape(type)
  if (Array.isArray(value)) {
    const element = shape.kind === 'list' ? shape.element : 'float'
    return (value as readonly Value[]).map(each => writeLiteral(each, element))
  }
  if (typeof value !== 'bigint') return value
  if (type === 'timestamp') return formatInstant(value)
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

const readScalar: Readonly<Record<ScalarType, (literal: unknown) => LiteralReading>> = {
  bool: literal =>
    typeof literal === 'boolean'
      ? accepted(literal)
      : refused(`${showValue(literal)} is not a bool: write true or false`),
  string: literal => {
    if (typeof literal !== 'string') return refused(`${showValue(literal)} is not a string: put it in quotes`)
    return literal.isWellFormed()
      ? accepted(literal)
      : refused('is not well-formed Unicode: it holds half a character')
  },
  float: literal =>
    typeof literal === 'number' && Number.isFinite(literal)
      ? accepted(literal === 0 ? 0 : literal)
      : refused(`${showValue(literal)} is not a float: write a finite number`),
  int: readInt,
  timestamp: literal => {
    const instant = typeof literal === 'string' ? parseInstant(literal) : null
    if (instant !== null) return accepted(instant)
    return refused(
      `${showValue(literal)} is not a timestamp: write it with its zone, such as "2026-03-01T00:00:00Z"`,
    )
  },
}

function readInt(literal: unknown): LiteralReading {
  if (typeof literal === 'number' && Number.isInteger(literal)) {
    if (Number.isSafeInteger(literal)) return accepted(BigInt(literal))
    return refused(
      `${literal} is beyond 2⁵³, where numbers lose digits: write it as a string with "type": "int"`,
    )
  }
  if (typeof literal !== 'string' || !/^-?\d{1,20}$/.test(literal)) {
    return refused(`${showValue(literal)} is not an int: write a whole number`)
  }
  const value = BigInt(literal)
  return value < intMin || value > intMax ? refused(`${literal} does not fit in 64 bits`) : accepted(value)
}

function readVectorElement(element: unknown, width: 'float32' | 'float64'): LiteralReading {
  if (element === null) return refused('is null, but vectors have no null elements')
  const reading = readScalar.float(element)
  if (!reading.ok || width === 'float64') return reading
  const rounded = Math.fround(Number(reading.value))
  return Number.isFinite(rounded)
    ? accepted(rounded === 0 ? 0 : rounded)
    : refused(`${showValue(element)} is beyond float32`)
}

function readElements(
  elements: readonly unknown[],
  read: (element: unknown) => LiteralReading,
): LiteralReading {
  const values: Value[] = []
  for (const [index, element] of elements.entries()) {
    const reading = read(element)
    if (!reading.ok) return refused(`its element ${index} ${reading.message}`)
    values.push(reading.value)
  }
  return accepted(Object.freeze(values))
}

function accepted(value: Value): LiteralReading {
  return { ok: true, value }
}

function refused(message: string): LiteralReading {
  return { ok: false, message }
}
