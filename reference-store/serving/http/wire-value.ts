import { z } from 'zod'
import type { Instant, ScalarType, Value, ValueType } from '../../../features/value.ts'
import { typeShape } from '../../../features/value-type.ts'

/**
 * A value as JSON carries it, without loss: `int` as decimal text, `timestamp` as decimal text of µs since the epoch,
 * `float` as a JSON number, or as one of the texts in `floatTexts` where JSON has no number for it, `string` and `bool`
 * as they are, lists and vectors as arrays, absent as null. Server and client share this file.
 */
export type WireValue = null | boolean | number | string | readonly WireValue[]

/** Floats that JSON has no number for; `JSON.stringify` would make null, or 0 of −0, of them. */
const floatTexts = { NaN: Number.NaN, Infinity: Infinity, '-Infinity': -Infinity, '-0': -0 } as const

const int64 = { least: -(2n ** 63n), greatest: 2n ** 63n - 1n }

/** A value of any type for the wire; the type is known on the other side. */
export function encodeValue(value: Value): WireValue {
  switch (typeof value) {
    case 'bigint':
      return String(value)
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : floatText(value)
    case 'object':
      return value === null ? null : value.map(encodeValue)
    default:
      return value
  }
}

function floatText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Turns what `wireSchema` of the same type let through into a value. */
export function valueDecoder(type: ValueType): (wire: WireValue) => Value {
  const shape = typeShape(type)
  if (shape.kind === 'scalar') return scalarDecoders[shape.scalar]
  const element = shape.kind === 'vector' ? scalarDecoders.float : valueDecoder(shape.element)
  return wire => (Array.isArray(wire) ? wire.map(element) : null)
}

const decodeInt = (wire: WireValue): Value => (typeof wire === 'string' ? BigInt(wire) : null)
const decodeAsIs = (wire: WireValue): Value => (Array.isArray(wire) ? null : (wire as Value))

const scalarDecoders: Readonly<Record<ScalarType, (wire: WireValue) => Value>> = {
  string: decodeAsIs,
  bool: decodeAsIs,
  int: decodeInt,
  timestamp: decodeInt,
  float: wire => {
    if (typeof wire === 'number') return wire
    return typeof wire === 'string' ? floatTexts[wire as keyof typeof floatTexts] : null
  },
}

/** What a type looks like on the wire, null excluded; checks requests and describes them in the OpenAPI document. */
export function wireSchema(type: ValueType): z.ZodType<WireValue> {
  const shape = typeShape(type)
  if (shape.kind === 'scalar') return scalarSchemas[shape.scalar]
  if (shape.kind === 'vector') {
    const form = `a list of ${shape.dimension} numbers`
    return z
      .array(scalarSchemas.float, { error: `must be ${form}` })
      .length(shape.dimension, `must be ${form}`)
  }
  return z.array(wireSchema(shape.element).nullable(), { error: 'must be a list' })
}

const digits = /^(?:0|-?[1-9]\d{0,18})$/

function integerText(what: string, format: string) {
  const error = `must be ${what} as text, such as "12"`
  const fits = (text: string) => !digits.test(text) || isInt64(text)
  return z.string({ error }).regex(digits, error).refine(fits, 'must fit in 64 bits').meta({ format })
}

function isInt64(text: string): boolean {
  const value = BigInt(text)
  return value >= int64.least && value <= int64.greatest
}

const floatError = 'must be a number, or one of the texts "NaN", "Infinity", "-Infinity", "-0"'

const scalarSchemas: Readonly<Record<ScalarType, z.ZodType<WireValue>>> = {
  string: z.string({ error: 'must be a text' }),
  bool: z.boolean({ error: 'must be true or false' }),
  int: integerText('a whole number', 'int64'),
  timestamp: integerText('µs since the epoch', 'epoch-us'),
  float: z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity', '-0'])], { error: floatError }),
}

/** A point on a clock: µs since the epoch as text, within ±2⁵³. */
export const instantSchema = z
  .string({ error: 'must be µs since the epoch as text, such as "1772366400000000"' })
  .regex(/^(?:0|-?[1-9]\d{0,15})$/, 'must be µs since the epoch as text, such as "1772366400000000"')
  .refine(text => Number.isSafeInteger(Number(text)), 'must be µs since the epoch, within 2^53')
  .meta({ format: 'epoch-us', examples: ['1772366400000000'] })

export function encodeInstant(instant: Instant): string {
  return String(instant)
}

/** Of a text that `instantSchema` let through. */
export function decodeInstant(text: string): Instant {
  return Number(text)
}
