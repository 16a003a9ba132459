/**
 * Every cause that a diagnosis can name, the more specific first: of two that predict the same of every cell the
 * earlier is named. `docs/skew-corpus.md` has the first of these names; a name is never used for anything else.
 */
export const causeNames = [
  'version-mixed',
  'fan-out',
  'row-missing',
  'impure-read',
  'state-confused',
  'as-of-boundary',
  'window-tail',
  'ttl-boundary',
  'ttl-ignored',
  'filter-ignored',
  'null-as-zero',
  'null-poisons',
  'null-skipped',
  'empty-default',
  'duplicate-counted',
  'correction-ignored',
  'retraction-ignored',
  'out-of-order-overwrite',
  'tie-break',
  'integer-overflow',
  'value-precision',
  'eviction-missing',
  'window-head',
  'non-invertible-merge',
  'known-time-leak',
  'future-visible',
  'late-dropped',
  'late-counted',
  'processing-time-used',
  'time-precision',
  'time-unit',
  'time-zone',
  'key-collision',
  'key-split',
  'row-misaligned',
  'view-collision',
  'transform-differs',
  'region-diverged',
  'stale',
  'replay-double-count',
  'fact-lost',
] as const

export type CauseName = (typeof causeNames)[number]

/** What a mismatch is where no rule explains it. */
export const unexplained = 'unexplained'
