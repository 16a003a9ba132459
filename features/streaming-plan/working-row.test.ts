import { expect, test } from 'vitest'
import { WorkingRow } from './working-row.ts'

const wanted = { points: [[1, 2]], ranges: [{ family: 1, from: 5, to: 9 }] }
const found = { points: [['one', undefined]], ranges: [{ positions: [6, 8], cells: ['six', 'eight'] }] }

test('gives what was read, what was written over it, and nothing of what was removed', () => {
  const row = new WorkingRow(2, wanted, found)
  expect([row.cell(0, 1), row.cell(0, 2), row.cell(1, 6), row.cell(1, 7)]).toEqual([
    'one',
    undefined,
    'six',
    undefined,
  ])
  row.put(0, 1, 'ONE')
  row.put(1, 6, null)
  row.put(1, 7, 'seven')
  expect([row.cell(0, 1), row.cell(1, 6)]).toEqual(['ONE', undefined])
  expect([...row.within(1, 5, 9)].sort()).toEqual(['eight', 'seven'])
  expect(row.written.map(cells => [...cells])).toEqual([
    [[1, 'ONE']],
    [
      [6, null],
      [7, 'seven'],
    ],
  ])
})

test('a cell that nobody asked for is an error, since a remote store would not have it', () => {
  const row = new WorkingRow(2, wanted, found)
  expect(() => row.cell(0, 3)).toThrow(/was not read/)
  expect(() => row.cell(1, 9)).toThrow(/was not read/)
})
