import { expect, test } from 'vitest'
import { AppendBook } from './append-book.ts'

// Would catch an age that is too great: a store would be called a liar that is not.
test('the age of an answer is that of the oldest acknowledged record that it lacks', () => {
  const book = new AppendBook()
  book.note('payments', [{ partition: 0, offset: 0 }, { partition: 1, offset: 0 }, null], 100)
  book.note(
    'payments',
    [
      { partition: 0, offset: 1 },
      { partition: 0, offset: 2 },
    ],
    200,
  )
  const age = (p0: number, p1: number, at: number) => book.ageAt({ payments: { '0': p0, '1': p1 } }, at)
  expect(age(3, 1, 1_000)).toBe(0)
  expect(age(1, 1, 1_000)).toBe(800)
  // One record of a request that is lacking is as old as the request.
  expect(age(2, 1, 1_000)).toBe(800)
  expect(age(3, 0, 1_000)).toBe(900)
  expect(book.ageAt({}, 1_000)).toBe(900)
  // Asked before it was acknowledged: nothing may be said of it.
  expect(age(1, 1, 150)).toBe(0)
  expect(new AppendBook().ageAt({}, 5)).toBe(0)
})
