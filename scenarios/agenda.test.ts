import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomOf } from '../generators/random.ts'
import { withFaults } from './agenda.ts'
import { type FaultKind, faults } from './fault.ts'
import { faultScenarios } from './faults/index.ts'
import { planRun } from './run-plan.ts'

const kinds = fc.array(fc.constantFrom(...(Object.keys(faults) as FaultKind[])), { maxLength: 6 })

test('faults come behind appends, each as often as it is listed, and change nothing else of a run', () => {
  const scenario = faultScenarios[0]!
  fc.assert(
    fc.property(kinds, fc.nat(1_000), (listed, seed) => {
      const peaceful = planRun({ ...scenario, faults: [] }, seed)
      const { agenda, quiet, records } = planRun({ ...scenario, faults: listed }, seed)
      expect(agenda.filter(item => item.kind !== 'fault')).toEqual(peaceful.agenda)
      expect([quiet, records]).toEqual([peaceful.quiet, peaceful.records])
      const made = agenda.flatMap(item => (item.kind === 'fault' ? [item.fault.kind] : []))
      expect(made.toSorted()).toEqual(listed.toSorted())
      for (const [i, item] of agenda.entries()) {
        if (item.kind === 'fault') expect(['append', 'fault']).toContain(agenda[i - 1]?.kind)
      }
    }),
    { numRuns: 30 },
  )
})

test('where nothing is appended nothing goes wrong', () => {
  expect(withFaults([], ['kill-worker'], randomOf(1))).toEqual([])
})
