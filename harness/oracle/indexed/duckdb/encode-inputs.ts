import type { InputNeed } from './source-needs.ts'

/** What a scan of the log says of an input that is an integer or a timestamp; null where there is no value. */
export interface InputRange {
  readonly least: bigint
  readonly greatest: bigint
}

/**
 * How the values of an input travel. As a double where every one of them is one exactly; integers beyond 2⁵³, or whose
 * sums might be, are added up in two parts; all else goes by the number of the value in a dictionary, or by the row of
 * the log that holds it where values need not be compared.
 */
export interface InputEncoding {
  readonly added: 'double' | 'parts' | null
  readonly kept: 'double' | 'dictionary' | 'row' | null
}

const exact = 2n ** 53n

/** `records`: how many values may be added up. */
export function encodeInput(need: InputNeed, range: InputRange | null, records: bigint): InputEncoding {
  const { type } = need.expression
  const number = type === 'float' || type === 'bool' || (isWhole(type) && isWithin(range, exact))
  const summable = type === 'float' || (type === 'int' && isWithin(range, exact / (records + 1n)))
  const byName = need.compared ? 'dictionary' : 'row'
  return {
    added: need.added ? (summable ? 'double' : 'parts') : null,
    kept: need.kept ? (number ? 'double' : byName) : null,
  }
}

/** Whether values of a type may lie beyond 2⁵³, so that it matters how far they reach. */
export function isWhole(type: string): boolean {
  return type === 'int' || type === 'timestamp'
}

function isWithin(range: InputRange | null, limit: bigint): boolean {
  return range === null || (range.least >= -limit && range.greatest <= limit)
}
