import { expect, test } from 'vitest'
import type { EventLog, LogEntry } from './event-log.ts'

const entry = (position: number): LogEntry => ({
  record: {
    source: 'a',
    id: BigInt(position),
    eventTime: position,
    arrivalTime: position,
    op: 'upsert',
    revision: 0,
    fields: { payer: `p${position}`, amount: position / 3, units: -(2n ** 63n), settled: null },
  },
  position,
  refusedBy: position % 2 === 0 ? [] : ['fraud@3'],
})

/** Declares the tests that every `EventLog` must pass. `open` makes an empty log of two partitions for these groups. */
export function eventLogContract(open: (groups: readonly string[]) => EventLog | Promise<EventLog>): void {
  const opened = async (body: (log: EventLog) => Promise<void>) => {
    const log = await open(['workers', 'offline'])
    try {
      await body(log)
    } finally {
      await log.close()
    }
  }

  test('offsets count up from 0 in each partition of each source, whatever lies between', () =>
    opened(async log => {
      const places = [
        ['a', 0],
        ['a', 1],
        ['a', 0],
        ['b', 0],
        ['a', 0],
      ] as const
      const appends = places.map(([source, partition], i) => ({ source, partition, entry: entry(i) }))
      expect(await log.append(appends)).toEqual([0, 0, 1, 0, 2])
      expect(await log.append([{ source: 'a', partition: 1, entry: entry(5) }])).toEqual([1])
      expect([await log.end('a', 0), await log.end('a', 1), await log.end('b', 1)]).toEqual([3, 2, 0])
    }))

  test('what is polled is what was appended, in order, at most as much as asked', () =>
    opened(async log => {
      await log.append(Array.from({ length: 5 }, (_, i) => ({ source: 'a', partition: 1, entry: entry(i) })))
      expect(await log.poll('a', 1, 1, 3)).toEqual([entry(1), entry(2), entry(3)])
      expect(await log.poll('a', 1, 4, 3)).toEqual([entry(4)])
      expect(await log.poll('a', 1, 5, 3)).toEqual([])
      expect(await log.poll('a', 0, 0, 3)).toEqual([])
    }))

  test('each group commits for itself, each partition for itself', () =>
    opened(async log => {
      await log.append([{ source: 'a', partition: 0, entry: entry(0) }])
      await log.commit('workers', 'a', 0, 1)
      expect(await log.committed('workers', 'a', 0)).toBe(1)
      expect(await log.committed('workers', 'a', 1)).toBe(0)
      expect(await log.committed('offline', 'a', 0)).toBe(0)
      expect(await log.poll('a', 0, 0, 1)).toEqual([entry(0)])
    }))

  test('what one group has not committed is never dropped, and offsets go on where they were', () =>
    opened(async log => {
      const many = 5_000
      await log.append(
        Array.from({ length: many }, (_, i) => ({ source: 'a', partition: 0, entry: entry(i) })),
      )
      await log.commit('workers', 'a', 0, many)
      expect(await log.poll('a', 0, 0, 2)).toEqual([entry(0), entry(1)])
      await log.commit('offline', 'a', 0, many - 3)
      expect(await log.poll('a', 0, many - 3, 9)).toEqual([many - 3, many - 2, many - 1].map(entry))
      expect(await log.append([{ source: 'a', partition: 0, entry: entry(many) }])).toEqual([many])
      expect(await log.poll('a', 0, many, 9)).toEqual([entry(many)])
    }))
}
