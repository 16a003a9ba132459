import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IdState } from '../../features/streaming-plan/id-state.ts'
import { IdTable } from './id-table.ts'

const instant = fc.maxSafeInteger()
const revision = fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n }))
const state: fc.Arbitrary<IdState> = fc.record({
  revision,
  firstArrival: fc.option(instant),
  lateness: instant,
  eventTime: fc.option(instant),
  deletes: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(revision) }),
})
const id = fc.oneof(fc.constantFrom('1', '2', '01'), fc.constantFrom(1n, 2n, -1n))

test('gives back the last state that was set, whichever of its two forms each state takes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(id, state)), writes => {
      const table = new IdTable()
      for (const [at, written] of writes) table.set(at, written)
      for (const [at, written] of new Map(writes)) expect(table.get(at)).toEqual(written)
      expect(table.get('absent')).toBe(undefined)
    }),
  )
})
