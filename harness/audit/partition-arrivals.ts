import type { Instant } from '../../features/value.ts'
import { plainColumn, readChunks } from '../history/read-chunks.ts'
import type { StagedHistory, StagedLog } from '../history/staged-history.ts'

type Offsets = Readonly<Record<string, number>>

/** What offsets say of a whole log: its arrivals rise along each partition. */
export interface PartitionArrivals {
  /** Greatest α below the given offsets, µs; null where nothing lies below. */
  greatestApplied(offsets: Offsets): Instant | null
  /** Smallest α at or above the given offsets, µs; null where everything lies below. */
  smallestNotApplied(offsets: Offsets): Instant | null
}

/** Offsets of a partition's legal records, ascending, and their raised α (µs): 16 bytes a record. */
interface Partition {
  readonly name: string
  readonly offsets: Float64Array
  readonly arrivals: Float64Array
}

/** Reads where every legal record of a log stands in its partition. */
export async function loadPartitionArrivals(
  staged: StagedHistory,
  log: StagedLog,
): Promise<PartitionArrivals> {
  const partitions = await loadPartitions(staged, log)
  return {
    greatestApplied: offsets => {
      return extreme(
        partitions,
        offsets,
        ({ arrivals }, next) => (next > 0 ? arrivals[next - 1] : undefined),
        Math.max,
      )
    },
    smallestNotApplied: offsets => {
      return extreme(partitions, offsets, ({ arrivals }, next) => arrivals[next], Math.min)
    },
  }
}

function extreme(
  partitions: readonly Partition[],
  offsets: Offsets,
  at: (partition: Partition, next: number) => Instant | undefined,
  pick: (a: number, b: number) => number,
): Instant | null {
  let found: Instant | null = null
  for (const partition of partitions) {
    const arrival = at(partition, countBelow(partition.offsets, offsets[partition.name] ?? 0))
    if (arrival !== undefined) found = found === null ? arrival : pick(found, arrival)
  }
  return found
}

/** How many of the ascending `offsets` lie below `next`, by halving. */
function countBelow(offsets: Float64Array, next: number): number {
  let low = 0
  let high = offsets.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((offsets[middle] as number) < next) low = middle + 1
    else high = middle
  }
  return low
}

async function loadPartitions(staged: StagedHistory, log: StagedLog): Promise<Partition[]> {
  const columns = ['partition', '"offset"', 'epoch_us(arrival_time)'].map(plainColumn)
  const legal = `FROM ${log.whole} WHERE __reject IS NULL AND partition IS NOT NULL AND "offset" IS NOT NULL`
  const open = new Map<string, { offsets: number[]; arrivals: number[] }>()
  for await (const chunk of readChunks(staged.connect, columns, `${legal} ORDER BY partition, "offset"`)) {
    for (let row = 0; row < chunk.rows; row++) {
      const [partition, offset, arrival] = chunk.columns.map(column => column[row])
      const name = String(partition)
      const rows = open.get(name) ?? { offsets: [], arrivals: [] }
      open.set(name, rows)
      rows.offsets.push(Number(offset))
      rows.arrivals.push(Number(arrival))
    }
  }
  return [...open].map(([name, { offsets, arrivals }]) => ({
    name,
    offsets: Float64Array.from(offsets),
    arrivals: Float64Array.from(arrivals),
  }))
}
