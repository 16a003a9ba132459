import absentKeysShiftRows from './absent-keys-shift-rows.ts'
import allNullIsZero from './all-null-is-zero.ts'
import answersByOldVersion from './answers-by-old-version.ts'
import arrivalForEventTime from './arrival-for-event-time.ts'
import asOfTruncated from './as-of-truncated.ts'
import batchStoresItsLast from './batch-stores-its-last.ts'
import batchValueShadowsStream from './batch-value-shadows-stream.ts'
import correctionInPlaceIgnored from './correction-in-place-ignored.ts'
import deleteLeavesANull from './delete-leaves-a-null.ts'
import deletesIgnored from './deletes-ignored.ts'
import distinctCountsAdded from './distinct-counts-added.ts'
import doubleKeysAndMissingAsZero from './double-keys-and-missing-as-zero.ts'
import duplicatesForgotten from './duplicates-forgotten.ts'
import earlyDeleteForgotten from './early-delete-forgotten.ts'
import emptyMeanIsZero from './empty-mean-is-zero.ts'
import epochCountsTwice from './epoch-counts-twice.ts'
import eventTimeReadAsLocal from './event-time-read-as-local.ts'
import eventTimeTruncated from './event-time-truncated.ts'
import exactTailAndNoFilter from './exact-tail-and-no-filter.ts'
import expiredIsNotFound from './expired-is-not-found.ts'
import extremesNeverExpire from './extremes-never-expire.ts'
import firstOfTiesIsLast from './first-of-ties-is-last.ts'
import float32Accumulator from './float32-accumulator.ts'
import floatsWrittenAsFloat32 from './floats-written-as-float32.ts'
import fullTileDrops from './full-tile-drops.ts'
import futureClamped from './future-clamped.ts'
import futureRefused from './future-refused.ts'
import headAtNewestEvent from './head-at-newest-event.ts'
import headExcluded from './head-excluded.ts'
import headExcludedAndFloat32 from './head-excluded-and-float32.ts'
import headIncluded from './head-included.ts'
import headIncludedAndDeletesIgnored from './head-included-and-deletes-ignored.ts'
import headIncludedAndTrainedWithoutWhere from './head-included-and-trained-without-where.ts'
import headIncludedOnWholeSeconds from './head-included-on-whole-seconds.ts'
import headOnTile from './head-on-tile.ts'
import headSlides from './head-slides.ts'
import headTileWhole from './head-tile-whole.ts'
import idsComparedAsText from './ids-compared-as-text.ts'
import incrementalLoadMissesLate from './incremental-load-misses-late.ts'
import intKeysAsDoubles from './int-keys-as-doubles.ts'
import intKeysCutTo32Bits from './int-keys-cut-to-32-bits.ts'
import intSumIn32Bits from './int-sum-in-32-bits.ts'
import intSumWraps from './int-sum-wraps.ts'
import intsThroughADouble from './ints-through-a-double.ts'
import keyNormalizedOnRead from './key-normalized-on-read.ts'
import keyPartsJoined from './key-parts-joined.ts'
import knownByEventTime from './known-by-event-time.ts'
import knownByEventTimeAndNoTtl from './known-by-event-time-and-no-ttl.ts'
import largeBatchRotated from './large-batch-rotated.ts'
import lateBehindWatermark from './late-behind-watermark.ts'
import lateLimitAndTruncatedTime from './late-limit-and-truncated-time.ts'
import lateLimitExclusive from './late-limit-exclusive.ts'
import latenessInMillis from './lateness-in-millis.ts'
import latenessOfCorrections from './lateness-of-corrections.ts'
import laterCorrectionsIgnored from './later-corrections-ignored.ts'
import meanOfMeans from './mean-of-means.ts'
import midnightCountsTwice from './midnight-counts-twice.ts'
import missingIsZero from './missing-is-zero.ts'
import type { Mutant } from './mutant.ts'
import newestArrivalAndCorrectionInPlace from './newest-arrival-and-correction-in-place.ts'
import newestArrivalWins from './newest-arrival-wins.ts'
import nullInputIsZero from './null-input-is-zero.ts'
import nullKeyIsAValue from './null-key-is-a-value.ts'
import nullPoisonsAll from './null-poisons-all.ts'
import nullPoisonsFullTiles from './null-poisons-full-tiles.ts'
import nullPredicatePasses from './null-predicate-passes.ts'
import offlineLogLosesRows from './offline-log-loses-rows.ts'
import offsetsClaimedEarly from './offsets-claimed-early.ts'
import otherViewOfThatName from './other-view-of-that-name.ts'
import otherViewOfThatNameOffline from './other-view-of-that-name-offline.ts'
import partialSumsSaturate from './partial-sums-saturate.ts'
import partitionNeverApplied from './partition-never-applied.ts'
import pastQuerySeesLater from './past-query-sees-later.ts'
import pointsJoinedTwice from './points-joined-twice.ts'
import poisonAndOtherTail from './poison-and-other-tail.ts'
import readingCounts from './reading-counts.ts'
import redeliveryCounts from './redelivery-counts.ts'
import refreshOnLocalGrid from './refresh-on-local-grid.ts'
import refreshOneBehind from './refresh-one-behind.ts'
import repeatedHourReadAsFirst from './repeated-hour-read-as-first.ts'
import replayAndMissingAsZero from './replay-and-missing-as-zero.ts'
import replayCountsAgain from './replay-counts-again.ts'
import replicaLostAWrite from './replica-lost-a-write.ts'
import resumesPastCommit from './resumes-past-commit.ts'
import revisionsComparedAsText from './revisions-compared-as-text.ts'
import revivalIgnored from './revival-ignored.ts'
import revivalIgnoredAndExpiredConfused from './revival-ignored-and-expired-confused.ts'
import secondAggregateMissed from './second-aggregate-missed.ts'
import slideForgotten from './slide-forgotten.ts'
import smallTimesTakenForMillis from './small-times-taken-for-millis.ts'
import spreadMergedWithinOnly from './spread-merged-within-only.ts'
import statesMistaken from './states-mistaken.ts'
import summerTimeForgotten from './summer-time-forgotten.ts'
import tailOnTileEdgeLost from './tail-on-tile-edge-lost.ts'
import tailTakesItsOtherEnd from './tail-takes-its-other-end.ts'
import tailTileWhole from './tail-tile-whole.ts'
import textsTrimmedInKeys from './texts-trimmed-in-keys.ts'
import thirdDeliveryCounts from './third-delivery-counts.ts'
import tiesIgnoreArrival from './ties-ignore-arrival.ts'
import tilesNeverEvicted from './tiles-never-evicted.ts'
import trainedOnArrivalTime from './trained-on-arrival-time.ts'
import trainedOnDeleted from './trained-on-deleted.ts'
import trainedOnDuplicates from './trained-on-duplicates.ts'
import trainedOnEmptyAsZero from './trained-on-empty-as-zero.ts'
import trainedOnEverything from './trained-on-everything.ts'
import trainedOnFirstRevision from './trained-on-first-revision.ts'
import trainedOnFloat32 from './trained-on-float32.ts'
import trainedOnLocalTime from './trained-on-local-time.ts'
import trainedOnMillis from './trained-on-millis.ts'
import trainedOnNullsAsZero from './trained-on-nulls-as-zero.ts'
import trainedOnOtherEnd from './trained-on-other-end.ts'
import trainedOnOtherEndAndFloat32 from './trained-on-other-end-and-float32.ts'
import trainedOnPoison from './trained-on-poison.ts'
import trainedPastTheLabel from './trained-past-the-label.ts'
import trainedWithExactTail from './trained-with-exact-tail.ts'
import trainedWithoutLateFacts from './trained-without-late-facts.ts'
import trainedWithoutTtl from './trained-without-ttl.ts'
import trainedWithoutWhere from './trained-without-where.ts'
import trainingIgnoresCut from './training-ignores-cut.ts'
import trainingKeysTrimmed from './training-keys-trimmed.ts'
import trainingRowsShifted from './training-rows-shifted.ts'
import transformRoundsOnline from './transform-rounds-online.ts'
import transformSkippedOffline from './transform-skipped-offline.ts'
import ttlExclusive from './ttl-exclusive.ts'
import ttlFromArrival from './ttl-from-arrival.ts'
import ttlInMillis from './ttl-in-millis.ts'
import ttlNeverEnds from './ttl-never-ends.ts'
import ttlUnsetExpires from './ttl-unset-expires.ts'
import ttlZeroIsNever from './ttl-zero-is-never.ts'
import unrelatedViewChangesTransform from './unrelated-view-changes-transform.ts'
import versionChangesInMidStream from './version-changes-in-mid-stream.ts'
import veryLateMovedToArrival from './very-late-moved-to-arrival.ts'
import whereAppliedOfflineOnly from './where-applied-offline-only.ts'
import wideKeysEncodedTwice from './wide-keys-encoded-twice.ts'

export { openMutant } from './open-mutant.ts'

/** Every mutant, one line each. */
export const mutants: readonly Mutant[] = [
  headIncluded,
  headExcluded,
  headIncludedOnWholeSeconds,
  tailTakesItsOtherEnd,
  tailOnTileEdgeLost,
  tailTileWhole,
  slideForgotten,
  headSlides,
  headAtNewestEvent,
  headOnTile,
  extremesNeverExpire,
  tilesNeverEvicted,
  lateBehindWatermark,
  latenessOfCorrections,
  lateLimitExclusive,
  batchStoresItsLast,
  newestArrivalWins,
  tiesIgnoreArrival,
  idsComparedAsText,
  firstOfTiesIsLast,
  redeliveryCounts,
  duplicatesForgotten,
  midnightCountsTwice,
  epochCountsTwice,
  replayCountsAgain,
  thirdDeliveryCounts,
  resumesPastCommit,
  fullTileDrops,
  futureRefused,
  secondAggregateMissed,
  revivalIgnored,
  laterCorrectionsIgnored,
  correctionInPlaceIgnored,
  revisionsComparedAsText,
  deletesIgnored,
  earlyDeleteForgotten,
  deleteLeavesANull,
  nullInputIsZero,
  allNullIsZero,
  missingIsZero,
  emptyMeanIsZero,
  nullPoisonsAll,
  nullPoisonsFullTiles,
  statesMistaken,
  expiredIsNotFound,
  ttlNeverEnds,
  ttlZeroIsNever,
  ttlUnsetExpires,
  ttlExclusive,
  ttlFromArrival,
  repeatedHourReadAsFirst,
  summerTimeForgotten,
  eventTimeReadAsLocal,
  refreshOnLocalGrid,
  eventTimeTruncated,
  asOfTruncated,
  smallTimesTakenForMillis,
  ttlInMillis,
  latenessInMillis,
  arrivalForEventTime,
  veryLateMovedToArrival,
  futureClamped,
  pastQuerySeesLater,
  headTileWhole,
  knownByEventTime,
  intKeysCutTo32Bits,
  intKeysAsDoubles,
  keyPartsJoined,
  textsTrimmedInKeys,
  wideKeysEncodedTwice,
  keyNormalizedOnRead,
  nullKeyIsAValue,
  absentKeysShiftRows,
  largeBatchRotated,
  whereAppliedOfflineOnly,
  nullPredicatePasses,
  floatsWrittenAsFloat32,
  float32Accumulator,
  intsThroughADouble,
  intSumWraps,
  partialSumsSaturate,
  intSumIn32Bits,
  meanOfMeans,
  spreadMergedWithinOnly,
  distinctCountsAdded,
  answersByOldVersion,
  versionChangesInMidStream,
  transformRoundsOnline,
  unrelatedViewChangesTransform,
  transformSkippedOffline,
  otherViewOfThatName,
  otherViewOfThatNameOffline,
  readingCounts,
  replicaLostAWrite,
  batchValueShadowsStream,
  refreshOneBehind,
  partitionNeverApplied,
  trainingIgnoresCut,
  pointsJoinedTwice,
  trainedOnOtherEnd,
  trainedWithoutWhere,
  trainedWithoutLateFacts,
  incrementalLoadMissesLate,
  trainedOnNullsAsZero,
  trainedOnPoison,
  trainedOnFirstRevision,
  trainedOnDeleted,
  trainedOnDuplicates,
  trainedOnMillis,
  trainedOnLocalTime,
  trainedWithoutTtl,
  trainedOnFloat32,
  trainedPastTheLabel,
  trainingRowsShifted,
  trainingKeysTrimmed,
  trainedOnEmptyAsZero,
  trainedWithExactTail,
  trainedOnEverything,
  trainedOnArrivalTime,
  offlineLogLosesRows,
  headIncludedAndDeletesIgnored,
  headExcludedAndFloat32,
  exactTailAndNoFilter,
  newestArrivalAndCorrectionInPlace,
  poisonAndOtherTail,
  replayAndMissingAsZero,
  lateLimitAndTruncatedTime,
  doubleKeysAndMissingAsZero,
  trainedOnOtherEndAndFloat32,
  knownByEventTimeAndNoTtl,
  headIncludedAndTrainedWithoutWhere,
  revivalIgnoredAndExpiredConfused,
  offsetsClaimedEarly,
]
