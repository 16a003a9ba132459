import { ownMember } from '../../features/own-member.ts'
import type { Instant, Micros } from '../../features/value.ts'
import type { ServedRow } from '../history/history.ts'
import type { EvaluationPoint } from '../oracle/recomputed.ts'
import type { SpecSource } from './spec-source.ts'

/** What a store had applied of one source: records below offsets, or those that had arrived by K (µs). */
export type AppliedPoint =
  | { readonly kind: 'offsets'; readonly offsets: Readonly<Record<string, number>> }
  | { readonly kind: 'at'; readonly k: Instant }

/**
 * What a row states of a source; null where it states nothing. Offsets hold over a watermark, and a source or a
 * partition that they do not list is at 0; semantics § 7. They say nothing of a log without partitions.
 */
export function statedPoint(
  row: ServedRow,
  source: string,
  log: Pick<SpecSource, 'hasOffsets'>,
): AppliedPoint | null {
  if (row.applied !== null && log.hasOffsets !== false) {
    return { kind: 'offsets', offsets: ownMember(row.applied, source) ?? {} }
  }
  return row.watermark === null ? null : { kind: 'at', k: row.watermark }
}

/** The as-applied reading at T. */
export function appliedReading(point: AppliedPoint, asOf: Instant, log: SpecSource): EvaluationPoint {
  const knowledge =
    point.kind === 'at'
      ? ({ kind: 'at', k: point.k } as const)
      : ({ kind: 'applied', offsets: point.offsets, greatest: log.greatestApplied(point.offsets) } as const)
  return { asOf, knowledge, trained: false }
}

/**
 * How far the store was behind at T (µs): T − K, negative where it read after T; with offsets T − the smallest α not
 * applied, 0 where nothing with α ≤ T is missing; semantics § 7.
 */
export function lagAt(
  point: AppliedPoint,
  asOf: Instant,
  log: Pick<SpecSource, 'smallestNotApplied'>,
): Micros {
  if (point.kind === 'at') return asOf - point.k
  const missing = log.smallestNotApplied(point.offsets)
  return missing === null || missing > asOf ? 0 : asOf - missing
}
