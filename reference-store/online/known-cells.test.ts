import { expect, test } from 'vitest'
import { KnownCells } from './known-cells.ts'

const standing = (bytes: number) => ({ cell: bytes, member: 'x'.repeat(bytes) })

// Catches a row whose cells beyond the first few are looked for in the wrong place.
test('whatever was added since settling is found, in rows of few cells and of many', () => {
  const row = new KnownCells(0).row('a')
  const added = Array.from({ length: 100 }, (_, i) => row.add(i % 5, i - 50))
  for (const [i, cell] of added.entries()) expect(row.find(i % 5, i - 50)).toBe(cell)
  expect(row.find(0, 1)).toBeUndefined()
})

// Catches memory that grows with the log: cells of a row, and rows, without end.
test('of a row the last cells of each family are kept, and no more rows than have so many bytes', () => {
  const known = new KnownCells(1_000)
  for (let batch = 0; batch < 50; batch++) {
    for (const family of [0, 1]) known.row('a').add(family, batch).stands = standing(10)
    known.settle()
  }
  const row = known.row('a')
  for (const family of [0, 1]) {
    expect(row.find(family, 49)!.stands).toEqual(standing(10))
    expect(row.find(family, 45)).toBeUndefined()
  }
  expect(known.bytes).toBe(8 * 26)
  for (let i = 0; i < 50; i++) {
    known.row(`b${i}`).add(0, i).stands = standing(100)
    known.settle()
    expect(known.bytes).toBeLessThanOrEqual(1_000)
  }
  expect(known.row('b49').find(0, 49)).toBeDefined()
  expect(known.row('b1').find(0, 1)).toBeUndefined()
})
