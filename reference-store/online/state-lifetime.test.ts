import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileStreamingPlan } from '../../features/streaming-plan/compile-streaming-plan.ts'
import { bucketOf, factPosition } from '../../features/streaming-plan/fact-cell.ts'
import { planReading } from '../../features/streaming-plan/plan-reading.ts'
import type { SourcePlan } from '../../features/streaming-plan/streaming-plan.ts'
import { tileNumber } from '../../features/streaming-plan/tile-sizes.ts'
import { arbitraryCase } from '../../generators/arbitraries/arbitrary-case.ts'
import { cellEnd, firstAlive, stateLifetime } from './state-lifetime.ts'

const instant = fc.oneof(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), fc.integer({ min: 0, max: 2 ** 51 }))

/** Plans of random documents, as features leave them. */
const plans = arbitraryCase({ facts: 1 }).map(({ definitions }) => {
  return definitions.flatMap(each => [...compileStreamingPlan(each).values()])
})

function lasts(plan: SourcePlan): boolean {
  return plan.groups.some(({ window, refresh }) => window.length === null || refresh !== null)
}

test('no reading at a T that may be asked looks at a cell that is taken off', () => {
  let looked = 0
  fc.assert(
    fc.property(plans, instant, fc.array(fc.nat(2 ** 40), { minLength: 3 }), (all, earliest, later) => {
      for (const plan of all) {
        const lifetime = stateLifetime(plan)
        expect(lifetime === null).toBe(lasts(plan))
        if (lifetime === null) continue
        const alive = firstAlive(lifetime, earliest - lifetime.reach)
        for (const asOf of [earliest, ...later.map(more => earliest + more)]) {
          for (const { family, from } of planReading(plan, asOf, null).ranges) {
            expect(from).toBeGreaterThanOrEqual(alive[family]!)
            looked++
          }
        }
      }
    }),
    { numRuns: 300 },
  )
  expect(looked).toBeGreaterThan(300)
})

test('a cell ends after all that it can hold, and a cell that has not ended is not taken off', () => {
  const lifetime = { reach: 0, spans: [10_000_000, 60_000_000, 3_600_000_000] }
  fc.assert(
    fc.property(instant, instant, fc.nat(9), (eventTime, horizon, part) => {
      const at = [
        factPosition(bucketOf(eventTime, 10_000_000), part),
        tileNumber(eventTime, 60_000_000),
        tileNumber(eventTime, 3_600_000_000),
      ]
      const alive = firstAlive(lifetime, horizon)
      for (const [family, position] of at.entries()) {
        const end = cellEnd(lifetime, family, position)
        expect(end).toBeGreaterThan(eventTime)
        expect(end).toBeLessThanOrEqual(eventTime + lifetime.spans[family]!)
        expect(position < alive[family]!).toBe(end <= horizon)
      }
    }),
  )
})
