/** Columns that every table of events may have beside the fields of its source; history § events. */
export const eventColumns = [
  'event_time',
  'arrival_time',
  'seq',
  'id',
  'revision',
  'op',
  'partition',
  'offset',
] as const

/** Columns that every served table may have beside key parts, features and `request_<field>`; history § served. */
export const servedColumns = [
  'probe_id',
  'as_of',
  'answered_at',
  'version',
  'asked_version',
  'applied',
  'watermark',
] as const

/** Columns of `mismatches.parquet` beside the key parts; a key part of one of these names could not be told apart. */
export const mismatchColumns = [
  'probe_id',
  'as_of',
  'feature',
  'served',
  'training',
  'as_known',
  'as_trained',
  'as_applied',
  'part',
  'side',
  'cause',
] as const
