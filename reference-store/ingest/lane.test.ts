import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Found } from './kafka-reads.ts'
import { Lane } from './lane-feed.ts'

const [topic, partition] = ['t', 0]

/** Fetches of a partition as Kafka gives them: offsets may be missing, within a fetch and at its end. */
const fetches = fc
  .array(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 7 }), { maxLength: 6 })
  .map(all => {
    let next = 0
    return all.map((steps): Found => {
      const records = steps.map(step => {
        const offset = next + step - 1
        next = offset + 1
        return { offset, value: Buffer.alloc(step) }
      })
      next++
      return { topic, partition, records, next }
    })
  })

// Catches records that are lost, doubled or turned around where fetches are joined and parted.
test('what was fetched is handed out in order, as much at once as may be, each from where the one before ended', async () => {
  await fc.assert(
    fc.asyncProperty(fetches, fc.integer({ min: 1, max: 5 }), async (all, max) => {
      const lane = new Lane({ topic, partition, offset: 0 })
      for (const found of all) lane.push(found)
      const taken: Found[] = []
      for (let found = await lane.take(0, max); found !== null; found = await lane.take(0, max))
        taken.push(found)
      const records = all.flatMap(found => found.records)
      expect(taken.flatMap(found => found.records)).toEqual(records)
      const whole = Math.floor(records.length / max)
      expect(taken.slice(0, whole).map(found => found.records.length)).toEqual(new Array(whole).fill(max))
      for (const [i, { next, records }] of taken.entries()) {
        expect((records.at(-1)?.offset ?? -1) < next).toBe(true)
        expect((taken[i + 1]?.records[0]?.offset ?? next) >= next).toBe(true)
      }
      expect(taken.at(-1)?.next ?? 0).toBe(all.at(-1)?.next ?? 0)
      expect(lane.bytes).toBe(0)
    }),
  )
})

// Catches many small fetches while a batch is worked on, and a log that is far ahead and not read ahead.
test('is fetched for when somebody waits, and ahead only where there is known to be much', async () => {
  const bounds = { aheadBytes: 100, fetchBytes: 40, waitMs: 0, takeRecords: 9 }
  const lane = new Lane({ topic, partition, offset: 0 })
  const fetched = (bytes: number) => {
    const records = [{ offset: lane.offset, value: Buffer.alloc(bytes) }]
    return { topic, partition, records, next: lane.offset + 1 }
  }
  expect(lane.isHungry(bounds)).toBe(true)
  lane.push(null)
  expect(lane.isHungry(bounds)).toBe(false)
  const waited = lane.take(10_000, 9)
  expect(lane.isHungry(bounds)).toBe(true)
  lane.push(fetched(10))
  expect((await waited)!.records.length).toBe(1)
  expect(lane.isHungry(bounds)).toBe(false)
  for (const isHungry of [true, true, false]) {
    lane.push(fetched(40))
    expect(lane.isHungry(bounds)).toBe(isHungry)
  }
})
