/** JSON as stores of other languages speak it: whole numbers of any size are exact, floats keep their sign of zero. */
export type Wire =
  | null
  | boolean
  | string
  | number
  | bigint
  | readonly Wire[]
  | { readonly [name: string]: Wire | undefined }

/**
 * Writes a bigint as a whole number, and a number as a float, with a point or an exponent, so that a language that tells
 * them apart reads what was meant. What JSON has no number for is `{ "float": "NaN" }`, also "Infinity" and "-Infinity".
 */
export function writeWire(value: Wire): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return writeFloat(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isList(value)) return `[${value.map(writeWire).join(',')}]`
  const members = Object.entries(value).flatMap(([name, member]) => {
    return member === undefined ? [] : [`${JSON.stringify(name)}:${writeWire(member)}`]
  })
  return `{${members.join(',')}}`
}

function writeFloat(value: number): string {
  if (!Number.isFinite(value)) return `{"float":"${value}"}`
  const text = Object.is(value, -0) ? '-0' : String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}

/** `Array.isArray` does not tell a readonly list from what is none. */
function isList(value: object): value is readonly Wire[] {
  return Array.isArray(value)
}

/** What a reviver is told of a number beside its value; TypeScript does not know it yet. */
interface Revived {
  readonly source?: string
}

/**
 * Reads JSON; a whole number beyond 2⁵³ becomes a bigint, and `{ "float": "NaN" }` that float.
 * @throws SyntaxError where the text is no JSON
 */
export function readWire(text: string): Wire {
  const revive = (_: string, value: unknown, context?: Revived) => {
    if (typeof value === 'number') {
      const source = context?.source ?? ''
      return Number.isSafeInteger(value) || !/^-?\d+$/.test(source) ? value : BigInt(source)
    }
    return floatOf(value) ?? value
  }
  return JSON.parse(text, revive) as Wire
}

const floats: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

function floatOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('float' in value)) return null
  return Object.keys(value).length === 1 ? (floats.get(value.float) ?? null) : null
}
