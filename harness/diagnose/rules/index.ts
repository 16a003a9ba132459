import type { CauseName } from '../cause-name.ts'
import type { CauseRule } from '../cause-rule.ts'
import { asOfBoundary } from './as-of-boundary.ts'
import { correctionIgnored } from './correction-ignored.ts'
import { rowMissing, transformDiffers, versionMixed } from './direct.ts'
import { duplicateCounted } from './duplicate-counted.ts'
import { emptyDefault } from './empty-default.ts'
import { evictionMissing } from './eviction-missing.ts'
import { factLost } from './fact-lost.ts'
import { fanOut } from './fan-out.ts'
import { filterIgnored } from './filter-ignored.ts'
import { futureVisible } from './future-visible.ts'
import { impureRead } from './impure-read.ts'
import { integerOverflow } from './integer-overflow.ts'
import { keyCollision } from './key-collision.ts'
import { keySplit } from './key-split.ts'
import { knownTimeLeak } from './known-time-leak.ts'
import { lateCounted } from './late-counted.ts'
import { lateDropped } from './late-dropped.ts'
import { nonInvertibleMerge } from './non-invertible-merge.ts'
import { nullAsZero } from './null-as-zero.ts'
import { nullPoisons } from './null-poisons.ts'
import { nullSkipped } from './null-skipped.ts'
import { outOfOrderOverwrite } from './out-of-order-overwrite.ts'
import { processingTimeUsed } from './processing-time-used.ts'
import { regionDiverged } from './region-diverged.ts'
import { replayDoubleCount } from './replay-double-count.ts'
import { retractionIgnored } from './retraction-ignored.ts'
import { rowMisaligned } from './row-misaligned.ts'
import { stale } from './stale.ts'
import { stateConfused } from './state-confused.ts'
import { tieBreak } from './tie-break.ts'
import { timePrecision } from './time-precision.ts'
import { timeUnit } from './time-unit.ts'
import { timeZone } from './time-zone.ts'
import { ttlBoundary } from './ttl-boundary.ts'
import { ttlIgnored } from './ttl-ignored.ts'
import { valuePrecision } from './value-precision.ts'
import { viewCollision } from './view-collision.ts'
import { windowHead } from './window-head.ts'
import { windowTail } from './window-tail.ts'

/** Every cause with its rule; a name without a rule does not compile. */
export const causeRules: Readonly<Record<CauseName, CauseRule>> = {
  'version-mixed': versionMixed,
  'fan-out': fanOut,
  'row-missing': rowMissing,
  'impure-read': impureRead,
  'state-confused': stateConfused,
  'as-of-boundary': asOfBoundary,
  'window-tail': windowTail,
  'ttl-boundary': ttlBoundary,
  'ttl-ignored': ttlIgnored,
  'filter-ignored': filterIgnored,
  'null-as-zero': nullAsZero,
  'null-poisons': nullPoisons,
  'null-skipped': nullSkipped,
  'empty-default': emptyDefault,
  'duplicate-counted': duplicateCounted,
  'correction-ignored': correctionIgnored,
  'retraction-ignored': retractionIgnored,
  'out-of-order-overwrite': outOfOrderOverwrite,
  'tie-break': tieBreak,
  'integer-overflow': integerOverflow,
  'value-precision': valuePrecision,
  'eviction-missing': evictionMissing,
  'window-head': windowHead,
  'non-invertible-merge': nonInvertibleMerge,
  'known-time-leak': knownTimeLeak,
  'future-visible': futureVisible,
  'late-dropped': lateDropped,
  'late-counted': lateCounted,
  'processing-time-used': processingTimeUsed,
  'time-precision': timePrecision,
  'time-unit': timeUnit,
  'time-zone': timeZone,
  'key-collision': keyCollision,
  'key-split': keySplit,
  'row-misaligned': rowMisaligned,
  'view-collision': viewCollision,
  'transform-differs': transformDiffers,
  'region-diverged': regionDiverged,
  stale,
  'replay-double-count': replayDoubleCount,
  'fact-lost': factLost,
}
