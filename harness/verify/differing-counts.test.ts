import { expect, test } from 'vitest'
import { noCells } from '../diff/cell-counts.ts'
import { differingCounts } from './differing-counts.ts'

const counts = (change: object, training: object = {}) => {
  const none = noCells()
  return { ...none, ...change, training: { ...none.training, ...training } }
}

test('nothing differs between equal counts', () => {
  const same = counts({ compared: 9, equal: 7, defect: 2 }, { compared: 9, equal: 9 })
  expect(differingCounts(same, same)).toBe(0)
})

test('a cell that moved from one kind to another counts once, wherever it moved', () => {
  const judged = counts({ compared: 9, equal: 7, staleness: 2 }, { compared: 9, equal: 9 })
  expect(
    differingCounts(judged, counts({ compared: 9, equal: 7, defect: 2 }, { compared: 9, equal: 9 })),
  ).toBe(2)
  expect(
    differingCounts(
      judged,
      counts({ compared: 9, equal: 7, staleness: 2 }, { compared: 9, equal: 8, leak: 1 }),
    ),
  ).toBe(1)
  expect(
    differingCounts(judged, counts({ compared: 8, equal: 6, staleness: 2 }, { compared: 9, equal: 9 })),
  ).toBe(1)
  expect(differingCounts(judged, { ...judged, lateData: 3 })).toBe(3)
})
