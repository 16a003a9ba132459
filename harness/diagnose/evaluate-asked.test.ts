import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PlacedRecord } from '../../features/log-record.ts'
import { type Target, targetEntity, targetName } from '../../features/target.ts'
import { arbitraryCase } from '../../generators/arbitraries/arbitrary-case.ts'
import type { RandomCase } from '../../generators/random-case.ts'
import { specificationSources } from '../diff/specification-sources.ts'
import { planTarget } from '../diff/target-plan.ts'
import type { ServedRow } from '../history/history.ts'
import { askAbout, keyOf, pointsOf } from './ask-about.ts'
import type { CellRow } from './cell.ts'
import { evaluateAsked } from './evaluate-asked.ts'

/** Every row of a case, as if it had been answered `delay` µs after it was asked. */
function rowsOf(given: RandomCase, delay: number): CellRow[] {
  const events = new Map(
    [...given.records].map(([source, records]) => [
      source,
      records.map((record, position): PlacedRecord => ({ ...record, position, placement: null })),
    ]),
  )
  const targets = given.definitions.map((definitions): Target => ({ kind: 'document', definitions }))
  const plans = targets.map(planTarget)
  const world = { logs: specificationSources(events), isWhole: true, targets: plans, cut: 0, clockSlack: 0 }
  return given.batches.flatMap(({ questions }) =>
    questions.flatMap(({ target: name, key, asOf, request }): CellRow[] => {
      const target = plans.find(plan => targetName(plan.target) === name)
      if (target === undefined) return []
      const served: ServedRow = {
        probeId: 1n,
        key: targetEntity(target.target).map(part => key[part.name] ?? null),
        asOf,
        answeredAt: asOf + delay,
        cells: {},
        request,
        version: null,
        askedVersion: null,
        applied: null,
        watermark: null,
      }
      const batch = { rows: [served], together: [served], before: null }
      const beside = { place: 0, before: null, after: null, alike: { count: 1 } }
      return [{ scenario: null, seed: null, target, served, batch, beside, world }]
    }),
  )
}

test('a policy that decides nothing anew says of every cell what the specification evaluator says', () => {
  fc.assert(
    fc.property(arbitraryCase(), fc.constantFrom(0, 1, 3_600_000_000), (given, delay) => {
      for (const row of rowsOf(given, delay)) {
        for (const plan of row.target.columns) {
          if (plan.kind !== 'stored') continue
          const log = row.world.logs(plan.definitions, plan.feature.source.name)
          const points = [
            ...pointsOf(row, plan, 'online', 'as-known'),
            ...pointsOf(row, plan, 'offline', 'as-trained'),
          ]
          for (const point of points) {
            const { value, state, n, weight } = log.evaluate(plan.feature, keyOf(row, plan), point)
            const { answer } = evaluateAsked(askAbout(row, plan, 'online', point))
            expect(answer).toEqual({ value, state, n, weight })
          }
        }
      }
    }),
    { numRuns: 60 },
  )
})
