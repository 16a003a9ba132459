import type { Relation } from '../relation.ts'
import { otherBatches } from './other-batches.ts'
import { otherEncodings } from './other-encodings.ts'
import { otherPartitions } from './other-partitions.ts'
import { permutedArrivals } from './permuted-arrivals.ts'
import { readTwice } from './read-twice.ts'
import { redelivered } from './redelivered.ts'
import { restarted } from './restarted.ts'
import { scaled } from './scaled.ts'
import { shifted } from './shifted.ts'
import { unrelatedFeature } from './unrelated-feature.ts'
import { unrelatedKey } from './unrelated-key.ts'
import { unrelatedView } from './unrelated-view.ts'

/** Every metamorphic relation, one line a relation. */
export const relations = {
  'permuted-arrivals': permutedArrivals,
  redelivered,
  'read-twice': readTwice,
  'other-encodings': otherEncodings,
  'unrelated-key': unrelatedKey,
  'unrelated-feature': unrelatedFeature,
  'unrelated-view': unrelatedView,
  'other-partitions': otherPartitions,
  'other-batches': otherBatches,
  restarted,
  shifted,
  scaled,
} as const satisfies Readonly<Record<string, Relation>>

export type RelationName = keyof typeof relations
