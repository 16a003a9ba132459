import type { LogRecord } from '../../../features/log-record.ts'
import type { Value, ValueType } from '../../../features/value.ts'
import { typeShape } from '../../../features/value-type.ts'

/** Floats that JSON has no number for, as the reference store's API writes them. */
const floatTexts: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-0': -0,
}

/** A value as the reference store's API takes it: 64-bit integers as decimal text. */
export function toWire(value: Value): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : Object.is(value, -0)
        ? '-0'
        : String(value)
  return typeof value === 'object' && value !== null ? value.map(toWire) : value
}

/** A value of a type that the API answered; what is none of the type is null, which equals no present value. */
export function fromWire(type: ValueType, wire: unknown): Value {
  const shape = typeShape(type)
  if (shape.kind !== 'scalar') {
    const element = shape.kind === 'vector' ? 'float' : shape.element
    return Array.isArray(wire) ? wire.map(each => fromWire(element, each)) : null
  }
  if (shape.scalar === 'int' || shape.scalar === 'timestamp')
    return typeof wire === 'string' && /^-?\d+$/.test(wire) ? BigInt(wire) : null
  if (shape.scalar === 'float') {
    if (typeof wire === 'number') return wire
    return typeof wire === 'string' ? (floatTexts[wire] ?? null) : null
  }
  return typeof wire === shape.scalar.replace('bool', 'boolean') ? (wire as Value) : null
}

/** A record as `POST /v1/events` takes it. It arrives when it is appended unless it says when. */
export function wireRecord({ id, eventTime, arrivalTime, fields }: LogRecord): object {
  return {
    id,
    eventTime: eventTime === null ? null : String(eventTime),
    ...(Number.isFinite(arrivalTime) ? { arrivalTime: String(arrivalTime) } : {}),
    fields: wireFields(fields),
  }
}

export function wireFields(fields: Readonly<Record<string, Value>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toWire(value)]))
}
