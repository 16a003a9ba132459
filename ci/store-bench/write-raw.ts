import { Redis } from 'ioredis'
import type { RawBatch } from './record-writes.ts'

/**
 * What ioredis alone takes for the bytes of some batches: a pipeline a batch, one HSET for the ids of a row and one for its
 * cells; the partitions beside each other, as a worker has them. Gives ms.
 */
export async function writeRaw(url: string, batches: readonly RawBatch[]): Promise<number> {
  const redis = new Redis(url, { protocol: 2 })
  try {
    await redis.ping()
    const started = performance.now()
    await Promise.all([...Map.groupBy(batches, each => each.partition).values()].map(writeLane))
    return performance.now() - started
  } finally {
    redis.disconnect()
  }

  async function writeLane(lane: readonly RawBatch[]): Promise<void> {
    for (const { rows, watermarkKey, watermark } of lane) {
      const pipeline = redis.pipeline()
      for (const { idsKey, ids, cellsKey, cells, gone } of rows) {
        if (ids.length > 0) pipeline.hset(idsKey, ...ids)
        if (gone.length > 0) pipeline.hdel(cellsKey, ...gone)
        if (cells.length > 0) pipeline.hset(cellsKey, ...cells)
      }
      pipeline.set(watermarkKey, watermark)
      for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error
    }
  }
}
