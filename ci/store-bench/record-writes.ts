import { setTimeout as sleep } from 'node:timers/promises'
import type { RowWrite } from '../../features/streaming-plan/row.ts'
import { cellMember, prefixBytes } from '../../reference-store/online/cell-member.ts'
import type { OnlineStore, PartitionWriter } from '../../reference-store/online/online-store.ts'
import { RedisKeys } from '../../reference-store/online/redis-keys.ts'
import { encodeIdState } from '../../reference-store/online/stored-bytes.ts'
import { textBytes } from '../../reference-store/online/text-bytes.ts'
import { watermarkBytes } from '../../reference-store/online/watermark-bytes.ts'

/** What a row of one batch writes, as fields and values of two hashes in turn. */
export interface RawRow {
  readonly idsKey: Buffer
  readonly ids: readonly Buffer[]
  readonly cellsKey: Buffer
  readonly cells: readonly Buffer[]
  /** Fields that go. */
  readonly gone: readonly Buffer[]
}

/** A batch as a worker makes it visible. */
export interface RawBatch {
  readonly partition: number
  readonly rows: readonly RawRow[]
  readonly watermarkKey: string
  readonly watermark: Buffer
}

/** ms that a publication takes. */
const publishMs = 20

/** An online store that hands everything on and keeps the bytes that would go to Redis. */
export function recordingStore(inner: OnlineStore, namespace: string, batches: RawBatch[]): OnlineStore {
  const keys = new RedisKeys(namespace)
  return {
    claim: async (source, partition) => {
      const writer = await inner.claim(source, partition)
      let rows: RawRow[] = []
      const recording: PartitionWriter = {
        claimed: writer.claimed,
        readIds: (document, requests) => writer.readIds(document, requests),
        readCells: (document, requests) => writer.readCells(document, requests),
        stage: (document, staged) => {
          for (const row of staged) {
            const idsKey = keys.ids(document, source, partition, row.key)
            const cellsKey = keys.cells(document, source, partition, row.key)
            rows.push({ idsKey, cellsKey, ids: rawIds(row), ...rawCells(row) })
          }
          return writer.stage(document, staged)
        },
        check: () => writer.check(),
        publish: async watermark => {
          // As with Redis, the next records come meanwhile: else batches were smaller than those that are written there.
          await sleep(publishMs)
          const watermarkKey = keys.watermark(source, partition)
          batches.push({ partition, rows, watermarkKey, watermark: watermarkBytes(watermark) })
          rows = []
          return writer.publish(watermark)
        },
      }
      return recording
    },
    watermarks: source => inner.watermarks(source),
    readRanges: (queries, at) => inner.readRanges(queries, at),
    readCurrent: queries => inner.readCurrent(queries),
    close: () => inner.close(),
  }
}

function rawIds({ ids }: RowWrite): Buffer[] {
  return [...ids].flatMap(([id, state]) => [textBytes(String(id)), encodeIdState(state)])
}

function rawCells({ cells }: RowWrite): Pick<RawRow, 'cells' | 'gone'> {
  const [come, gone]: [Buffer[], Buffer[]] = [[], []]
  for (const [family, written] of cells.entries()) {
    for (const [position, cell] of written) {
      const member = cellMember(family, position, cell)
      const field = member.subarray(0, prefixBytes)
      if (cell === null) gone.push(field)
      else come.push(field, member.subarray(prefixBytes))
    }
  }
  return { cells: come, gone }
}
