import type { ProfileLine } from '../profile-line.ts'
import { asOfBound } from './as-of-bound.ts'
import { asOfBoundClosed } from './as-of-bound-closed.ts'
import { asOfResolution } from './as-of-resolution.ts'
import { batchAlignment } from './batch-alignment.ts'
import { batchOrder } from './batch-order.ts'
import { duplicates } from './duplicates.ts'
import { equalTimeCorrection } from './equal-time-correction.ts'
import { eventTimeResolution } from './event-time-resolution.ts'
import { expired } from './expired.ts'
import { floatWidth } from './float-width.ts'
import { futureDated } from './future-dated.ts'
import { intWidth } from './int-width.ts'
import { keyEncoding } from './key-encoding.ts'
import { keyIntegers } from './key-integers.ts'
import { lateFacts } from './late-facts.ts'
import { missingCount } from './missing-count.ts'
import { missingEntity } from './missing-entity.ts'
import { naiveInstants } from './naive-instants.ts'
import { nullInput } from './null-input.ts'
import { nullNewest } from './null-newest.ts'
import { olderAfterNewer } from './older-after-newer.ts'
import { onlyNulls } from './only-nulls.ts'
import { readPurity } from './read-purity.ts'
import { repeatedProbes } from './repeated-probes.ts'
import { retraction } from './retraction.ts'
import { stringCase } from './string-case.ts'
import { stringNormalization } from './string-normalization.ts'
import { stringTrimming } from './string-trimming.ts'
import { tieBreak } from './tie-break.ts'
import { tieOfArrivals } from './tie-of-arrivals.ts'
import { timestampValues } from './timestamp-values.ts'
import { trainingKnowledge } from './training-knowledge.ts'
import { ttlEdge } from './ttl-edge.ts'
import { windowSlide } from './window-slide.ts'
import { windowTail } from './window-tail.ts'
import { windowTailOpen } from './window-tail-open.ts'
import { withoutTtl } from './without-ttl.ts'

/**
 * Every line of a profile, in the order in which it is printed. Rules of an audit are made on top of one another in this
 * order, so that what overrules another comes after it.
 */
export const profileLines: readonly ProfileLine[] = [
  asOfBound,
  asOfBoundClosed,
  windowTail,
  windowTailOpen,
  windowSlide,
  ttlEdge,
  expired,
  withoutTtl,
  tieOfArrivals,
  tieBreak,
  olderAfterNewer,
  batchOrder,
  lateFacts,
  futureDated,
  duplicates,
  equalTimeCorrection,
  retraction,
  nullInput,
  nullNewest,
  onlyNulls,
  missingEntity,
  missingCount,
  eventTimeResolution,
  asOfResolution,
  timestampValues,
  naiveInstants,
  intWidth,
  floatWidth,
  keyEncoding,
  keyIntegers,
  stringTrimming,
  stringCase,
  stringNormalization,
  batchAlignment,
  repeatedProbes,
  readPurity,
  trainingKnowledge,
]
