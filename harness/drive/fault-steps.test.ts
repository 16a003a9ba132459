import { expect, test } from 'vitest'
import { faultScenarios } from '../../scenarios/faults/index.ts'
import type { Capabilities, Fault } from '../store.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import { drive } from './drive.ts'
import { PlainStore } from './testing/plain-store.ts'

const killed = faultScenarios.find(({ name }) => name === 'killed-workers')!

test('a store whose steps are scheduled meets a killed worker as a crash and a restart', async () => {
  const { open } = await loadStore(referenceStorePath)
  const { happened, moves } = await drive(killed, 5, await open())
  expect(happened.faults).toBe(3)
  const steps = moves.flatMap(move => (move.kind === 'step' ? [move.step.kind] : []))
  expect(steps.filter(kind => kind === 'restart').length).toBeGreaterThanOrEqual(3)
  expect(moves.some(move => move.kind === 'fault')).toBe(false)
})

test('any other store is told of the faults that it says it can make, and the rest is listed as not run', async () => {
  const made: Fault[] = []
  class Breakable extends PlainStore {
    override readonly capabilities: Capabilities = {
      ...new PlainStore().capabilities,
      faults: ['kill-worker'],
    }
    fault(fault: Fault): void {
      made.push(fault)
    }
  }
  const store = new Breakable()
  const { happened, notRun } = await drive(
    { ...killed, faults: ['kill-worker', 'restart-log'], questions: [] },
    5,
    store,
  )
  expect(made).toEqual([{ kind: 'kill-worker' }])
  expect(happened.faults).toBe(1)
  expect(notRun).toContainEqual(
    expect.objectContaining({ what: 'the faults restart-log', excuses: ['faults'] }),
  )
})
