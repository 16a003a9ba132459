import type { PlacedRecord, Placement } from '../../features/log-record.ts'
import type { Applied } from '../store.ts'
import { runPart } from './seeded-definitions.ts'

/** Partitions and records that a run has at most. */
const partitionsMax = 1_000
const recordsMax = 1_000_000

/** The log of one run as part of a log of many: keys, ids, partitions and positions of its own. */
export function batchedLog(records: readonly PlacedRecord[], run: number): PlacedRecord[] {
  const idOf = ownIds(records, run)
  return records.map(record => ({
    ...record,
    id: record.id === null ? null : idOf(record.id),
    fields: { ...record.fields, [runPart]: BigInt(run) },
    position: run * recordsMax + record.position,
    placement: placedIn(record.placement, run),
  }))
}

/** The offsets of an answer, in the partitions of the batch. */
export function batchedOffsets(applied: Applied, run: number): Applied {
  return Object.fromEntries(
    Object.entries(applied).map(([source, offsets]) => {
      const own = Object.entries(offsets).map(([partition, next]) => [
        run * partitionsMax + Number(partition),
        next,
      ])
      return [source, Object.fromEntries(own)]
    }),
  )
}

function placedIn(placement: Placement | null, run: number): Placement | null {
  if (placement === null) return null
  return { partition: run * partitionsMax + placement.partition, offset: placement.offset }
}

/** Texts get the run before them; whole numbers become their rank, since a wide one has no room for it. Both keep their order. */
function ownIds(records: readonly PlacedRecord[], run: number): (id: string | bigint) => string | bigint {
  const ids = [...new Set(records.flatMap(({ id }) => (id === null ? [] : [id])))]
  const whole = ids.filter(id => typeof id === 'bigint').sort((a, b) => (a < b ? -1 : 1))
  const ranks = new Map(whole.map((id, rank) => [id, BigInt(run) * BigInt(recordsMax) + BigInt(rank)]))
  return id => (typeof id === 'string' ? `${run}:${id}` : (ranks.get(id) as bigint))
}

/** Whether a log has ids that are texts; one that has none goes with those of whole numbers. */
export function hasTextIds(records: readonly PlacedRecord[]): boolean {
  return records.some(({ id }) => typeof id === 'string')
}
