import type { KeyPart } from '../../features/definitions.ts'
import { quoteName } from './sql-text.ts'

/** Hexadecimal digits of the hash that decide: 48 bits, exact in a double. */
const digits = 12

/**
 * SQL: whether a key is in a sample of this share of all keys, 0 < share < 1. It depends on the key alone: MD5 of the
 * key's text, in which each part stands with its type and length, so that no two keys share one.
 */
export function isSampled(entity: readonly KeyPart[], share: number): string {
  const parts = entity.map(part => partText(quoteName(part.name), part.type))
  return isBelow(parts.join(` || ',' || `), share)
}

/** SQL: whether a text's hash lies below a share of all hashes. */
export function isBelow(text: string, share: number): string {
  const bound = Math.floor(share * 16 ** digits)
  return `substr(md5(${text}), 1, ${digits}) < '${bound.toString(16).padStart(digits, '0')}'`
}

function partText(value: string, type: KeyPart['type']): string {
  // −0 and 0 are one key, and have one text; a timestamp's text is its µs.
  const exact =
    type === 'float'
      ? `CASE WHEN ${value} = 0 THEN 0.0::DOUBLE ELSE ${value} END`
      : type === 'timestamp'
        ? `epoch_us(${value})`
        : value
  const text = `CAST(${exact} AS VARCHAR)`
  return `coalesce('${type}:' || strlen(${text}) || ':' || ${text}, 'null')`
}
