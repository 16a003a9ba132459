import { expect, test } from 'vitest'
import { AcknowledgedOffsets } from './acknowledged-offsets.ts'
import { commitOffset, resumeOffset } from './resume-offset.ts'

const at = (...next: number[]) => new Map([['payments', next.map(each => ({ next: each, documents: {} }))]])

test('state that went back is missing until it is there again, in every partition', () => {
  const acknowledged = new AcknowledgedOffsets()
  expect(acknowledged.missing(at(5, 9))).toEqual([])
  expect(acknowledged.missing(at(0, 9))).toEqual([
    { source: 'payments', partition: 0, next: 0, acknowledged: 5 },
  ])
  expect(acknowledged.missing(at(4, 9))).toHaveLength(1)
  expect(acknowledged.missing(at(5, 10))).toEqual([])
  expect(acknowledged.missing(at(5, 9))).toHaveLength(1)
})

test('a server that was just started knows from committed offsets what there must be', () => {
  const acknowledged = new AcknowledgedOffsets()
  acknowledged.note('payments', 1, 7)
  acknowledged.note('payments', 1, 3)
  expect(acknowledged.missing(at(0, 3))).toEqual([
    { source: 'payments', partition: 1, next: 3, acknowledged: 7 },
  ])
  expect(acknowledged.missing(at(0, 7))).toEqual([])
})

test('a worker reads again what is not visible, and its commits never hide that', () => {
  const visible = (next: number) => ({ next, documents: {} })
  expect(resumeOffset(4, visible(9))).toBe(4)
  expect(resumeOffset(9, visible(0))).toBe(0)
  expect(commitOffset(9, 2)).toBe(9)
  expect(commitOffset(9, 12)).toBe(12)
})
