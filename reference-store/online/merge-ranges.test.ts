import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeRanges, splitFound } from './merge-ranges.ts'

const bound = fc.oneof(
  fc.integer({ min: -12, max: 12 }),
  fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
)
const range = fc.record({ family: fc.nat(2), from: bound, to: bound })

test('every range gets its own cells from what is read once, and no cell is read twice', () => {
  const held = fc.uniqueArray(fc.integer({ min: -12, max: 12 })).map(all => all.sort((a, b) => a - b))
  fc.assert(
    fc.property(fc.array(range, { maxLength: 8 }), fc.tuple(held, held, held), (ranges, families) => {
      const read = (each: { family: number; from: number; to: number }) => {
        const positions = families[each.family]!.filter(at => at >= each.from && at < each.to)
        return { positions, cells: positions.map(at => `${each.family} ${at}`) }
      }
      const plan = mergeRanges(ranges)
      const found = plan.merged.map(read)
      expect(splitFound(ranges, plan, found)).toEqual(ranges.map(read))
      const all = found.flatMap(({ cells }) => cells)
      expect(new Set(all).size).toBe(all.length)
    }),
  )
})

test('ranges that meet or overlap are one, those of other families and apart are not', () => {
  const at = (family: number, from: number, to: number) => ({ family, from, to })
  const ranges = [at(1, 5, 9), at(0, 3, 4), at(0, 0, 3), at(0, 1, 2), at(0, 6, 7), at(1, 5, 9)]
  const { merged, places } = mergeRanges(ranges)
  expect(merged).toEqual([at(0, 0, 4), at(0, 6, 7), at(1, 5, 9)])
  expect(places).toEqual([2, 0, 0, 0, 1, 2])
})
