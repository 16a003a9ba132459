import { expect, test } from 'vitest'
import { measureOnlineStore } from './measure-online-store.ts'
import { startRedis } from './start-redis.ts'

test('the store on Redis is measured beside ioredis alone, on what a worker really writes and reads', async () => {
  const redis = await startRedis()
  try {
    let at = 0
    const options = {
      url: redis.address,
      namespace: 'measure',
      accounts: 20,
      records: 400,
      batch: 50,
      reads: 30,
    }
    const measured = await measureOnlineStore({ ...options, now: () => at++ })
    expect(measured.readMicros.store.length).toBe(30)
    expect(measured.readMicros.raw.length).toBe(30)
    // Each record changes its id, its bucket of facts and three tiles, some of them together.
    expect(measured.cellsWritten).toBeGreaterThan(400 * 3)
    expect(measured.readBytes).toBeGreaterThan(100)
    expect(Object.values(measured.recordsPerSecond).every(rate => rate > 0)).toBe(true)
  } finally {
    await redis.close()
  }
})
