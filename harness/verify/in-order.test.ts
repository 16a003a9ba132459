import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrder } from './in-order.ts'

/** Work whose end is decided from outside, in any order. */
function handWork() {
  const ends = new Map<number, (value: number | Error) => void>()
  let most = 0
  return {
    ends,
    most: () => most,
    work: (item: number): Promise<number> => {
      const { promise, resolve, reject } = Promise.withResolvers<number>()
      ends.set(item, value => {
        ends.delete(item)
        if (value instanceof Error) reject(value)
        else resolve(value)
      })
      most = Math.max(most, ends.size)
      return promise
    },
  }
}

test('results come in the order of the items, in whatever order they are done, and never more than allowed at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(12),
      fc.integer({ min: 1, max: 5 }),
      fc.infiniteStream(fc.nat()),
      async (count, ahead, luck) => {
        const { ends, work, most } = handWork()
        const items = Array.from({ length: count }, (_, i) => i)
        const got: number[] = []
        const done = (async () => {
          for await (const result of inOrder(items, ahead, work)) got.push(result)
        })()
        let turns = 0
        const finished = done.then(() => (turns = Number.POSITIVE_INFINITY))
        while (turns++ < 1_000 && got.length < count) {
          const open = [...ends.keys()]
          const next = open[(luck.next().value as number) % Math.max(1, open.length)]
          if (next !== undefined) ends.get(next)?.(next * 10)
          await Promise.resolve()
        }
        await finished
        expect(got).toEqual(items.map(item => item * 10))
        expect(most()).toBeLessThanOrEqual(ahead)
      },
    ),
    { numRuns: 50 },
  )
})

test('of several failures the first in the order of the items is told, though it came last', async () => {
  const { ends, work } = handWork()
  const results = inOrder([0, 1, 2], 3, work)
  const first = results.next()
  ends.get(2)?.(new Error('third'))
  ends.get(1)?.(new Error('second'))
  ends.get(0)?.(0)
  expect(await first).toEqual({ done: false, value: 0 })
  await expect(results.next()).rejects.toThrow('second')
})
