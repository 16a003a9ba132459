import { expect, test } from 'vitest'
import { BatchBook, type BatchStamp } from './batch-book.ts'

const stamp = (from: number): BatchStamp => ({
  deployment: 'd',
  source: 'payments',
  partition: 1,
  from,
  next: from + 1,
  consumedAt: from * 10,
  writtenAt: from * 10 + 5,
})

// Would catch pages that lose or repeat a stamp: a record without its stages, or with those of another.
test('pages one after another hold every stamp once, and say so where some were forgotten', () => {
  const book = new BatchBook(4)
  for (let i = 0; i < 5; i++) book.add(stamp(i))
  const first = book.since(0)
  expect(first).toEqual({ stamps: [0, 1, 2, 3, 4].map(stamp), next: 5, isCut: false })
  expect(book.since(first.next)).toEqual({ stamps: [], next: 5, isCut: false })
  for (let i = 5; i < 9; i++) book.add(stamp(i))
  expect(book.since(first.next)).toEqual({ stamps: [5, 6, 7, 8].map(stamp), next: 9, isCut: false })
  expect(book.since(0)).toMatchObject({ next: 9, isCut: true })
  expect(book.since(0).stamps[0]?.from).toBe(4)
})
