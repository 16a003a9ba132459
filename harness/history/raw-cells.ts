import type { Value } from '../../features/value.ts'

/** Stands for a cell that is not there at all, beside rows in which it is. */
const absentMark = 'absent'

/**
 * What cells hold that the columns of a History cannot hold, as text: values of a wrong type are kept so, that the
 * same record is rejected again and the same answer is wrong again. JSON, in which `1` is an int and `1.0` a float.
 */
export function encodeRaw(cells: ReadonlyMap<string, Value | undefined>): string | null {
  if (cells.size === 0) return null
  const encoded = [...cells].map(([name, value]) => [
    name,
    value === undefined ? absentMark : encodeValue(value),
  ])
  return JSON.stringify(Object.fromEntries(encoded))
}

/** The cells of `encodeRaw`, undefined for an absent one. What is no such text gives no cells. */
export function decodeRaw(text: string | null): ReadonlyMap<string, Value | undefined> {
  if (text === null) return new Map()
  const parsed: unknown = parse(text)
  if (typeof parsed !== 'object' || parsed === null) return new Map()
  return new Map(
    Object.entries(parsed).map(([name, encoded]) => [
      name,
      encoded === absentMark ? undefined : decodeValue(String(encoded)),
    ]),
  )
}

function encodeValue(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return encodeNumber(value)
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  return `[${value.map(encodeValue).join(',')}]`
}

function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) return `{"float":"${value}"}`
  if (Object.is(value, -0)) return '-0.0'
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value)
}

function decodeValue(text: string): Value {
  const parsed = parse(text)
  // What is not JSON in a file that was read as JSON is legal in no column; so is a list of a list of its text.
  return parsed === undefined ? [[text]] : valueFrom(parsed)
}

function valueFrom(parsed: unknown): Value {
  if (parsed === null || typeof parsed === 'string' || typeof parsed === 'boolean') return parsed
  if (typeof parsed === 'bigint' || typeof parsed === 'number') return parsed
  if (Array.isArray(parsed)) return parsed.map(valueFrom)
  if (typeof parsed === 'object' && 'float' in parsed && Object.keys(parsed).length === 1)
    return Number(parsed.float)
  return [[JSON.stringify(parsed, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each))]]
}

/** JSON with the digits that were written: whole numbers are bigints. Undefined for what is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text, exactNumber)
  } catch {
    return undefined
  }
}

function exactNumber(
  this: unknown,
  _: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  const source = context?.source
  return typeof value === 'number' && source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value
}
