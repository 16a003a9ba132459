import type fc from 'fast-check'
import type { Definitions } from '../../features/definitions.ts'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import type { Micros } from '../../features/value.ts'
import { type Json, randomDocument } from '../definitions/random-document.ts'
import { shrinkable } from './shrinkable.ts'
import { withoutFeature } from './without-feature.ts'

/** Random definition documents (JSON) over all that semantics §§ 3–6 allow; `scale` is the span of the facts, in µs. */
export function arbitraryDocument(options: { scale?: Micros; features?: number } = {}): fc.Arbitrary<Json> {
  const { scale = 3_600_000_000, ...rest } = options
  return shrinkable(random => randomDocument({ name: 'fraud', scale, ...rest }, random), withoutFeature)
}

/** As `arbitraryDocument`, resolved. */
export function arbitraryDefinitions(
  options: { scale?: Micros; features?: number } = {},
): fc.Arbitrary<Definitions> {
  return arbitraryDocument(options).map(document => definitionsOrThrow(document))
}
