import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { isObject } from './read-object.ts'

/**
 * SHA-256 (hex) of a resolved document's canonical form: RFC 8785, without `description`, `owner` and `tolerance` of the
 * document and of its features. Since a resolved document has its defaults filled in, one spelling a duration ("24h"
 * and "1d" are both `1d`) and a type at every literal, documents that mean the same by defaults hash the same.
 */
export function canonicalHash(document: Readonly<Record<string, unknown>>): string {
  const features = Object.entries(isObject(document.features) ? document.features : {})
  const hashed = {
    ...withoutRemarks(document),
    features: Object.fromEntries(features.map(([name, body]) => [name, withoutRemarks(body)])),
  }
  return createHash('sha256')
    .update(canonicalize(hashed) ?? '')
    .digest('hex')
}

function withoutRemarks(value: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(value)) return {}
  const { description, owner, tolerance, ...rest } = value
  return rest
}
