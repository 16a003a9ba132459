import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OrderedCells } from './ordered-cells.ts'

const position = fc.integer({ min: -20, max: 20 })

test('holds what a plain map would, whatever is put, replaced and removed, in any order', () => {
  const write = fc.tuple(position, fc.option(fc.nat(9)))
  fc.assert(
    fc.property(fc.array(write, { maxLength: 60 }), position, position, (writes, from, to) => {
      const cells = new OrderedCells()
      const map = new Map<number, number>()
      for (const [at, cell] of writes) {
        cells.put(at, cell)
        if (cell === null) map.delete(at)
        else map.set(at, cell)
      }
      const inRange = [...map].filter(([at]) => at >= from && at < to).sort(([a], [b]) => a - b)
      expect(cells.within(from, to)).toEqual({
        positions: inRange.map(([at]) => at),
        cells: inRange.map(([, cell]) => cell),
      })
      for (let at = -20; at <= 20; at++) expect(cells.get(at)).toBe(map.get(at))
    }),
  )
})
