import { isObject } from './read-object.ts'
import type { Remarks } from './write-document.ts'

/** The remarks of a document or a feature whose shape was checked. */
export function readRemarks(given: unknown): Remarks {
  if (!isObject(given)) return {}
  return {
    ...(typeof given.description === 'string' ? { description: given.description } : {}),
    ...(typeof given.owner === 'string' ? { owner: given.owner } : {}),
  }
}
