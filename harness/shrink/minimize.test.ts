import fc from 'fast-check'
import { expect, test } from 'vitest'
import { budgetOf, fewest } from './minimize.ts'

const unbounded = () => budgetOf(100_000, Number.POSITIVE_INFINITY, () => 0)
const some = fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 16 })

test('what is left still fails, and without any one of it nothing does', async () => {
  await fc.assert(
    fc.asyncProperty(some, some, async (all, needed) => {
      const both = [...new Set([...all, ...needed])]
      // Two ways to fail, so that the smallest is not the only local minimum.
      const isFailing = (kept: readonly number[]) =>
        needed.every(each => kept.includes(each)) || (kept.includes(both[0] ?? 0) && kept.length % 3 === 1)
      const fails = async (kept: readonly number[]) => isFailing(kept)
      fc.pre(isFailing(both))
      const left = await fewest(both, fails, unbounded())
      expect(isFailing(left)).toBe(true)
      for (const i of left.keys()) expect(isFailing(left.toSpliced(i, 1))).toBe(false)
      expect(left).toEqual(both.filter(each => left.includes(each)))
    }),
  )
})

test('it ends where the budget does, with what fails by then', async () => {
  const all = Array.from({ length: 100 }, (_, i) => i)
  const budget = budgetOf(7, Number.POSITIVE_INFINITY, () => 0)
  let tries = 0
  const left = await fewest(
    all,
    async kept => {
      tries++
      return kept.includes(99)
    },
    budget,
  )
  expect(tries).toBe(7)
  expect(budget.isOver).toBe(true)
  expect(left).toContain(99)
})

test('a deadline ends it as well', () => {
  let now = 0
  const budget = budgetOf(100, 10, () => now)
  expect(budget.spend()).toBe(true)
  now = 10
  expect(budget.spend()).toBe(false)
  expect([budget.spent, budget.isOver]).toEqual([1, true])
})
