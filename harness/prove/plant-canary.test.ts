import { expect, test } from 'vitest'
import { findScenarios } from '../verify/find-scenario.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import { canariesPath, loadMutants } from './mutant-registry.ts'
import { plantCanary } from './plant-canary.ts'

const find = async (name: string) => (await findScenarios([name]))[0]!

test('every canary is caught where it is planted: a run that plants any of them can fail for no other reason', async () => {
  const registry = await loadMutants(canariesPath)
  expect(registry.mutants.length).toBeGreaterThanOrEqual(5)
  for (const choice of registry.mutants.keys()) {
    const canary = await plantCanary(registry, find, choice)
    expect(canary.mutant).toBe(registry.mutants[choice]?.name)
    expect(canary.wrongCells, canary.mutant).toBeGreaterThan(0)
  }
  expect((await plantCanary(registry, find, registry.mutants.length)).mutant).toBe(registry.mutants[0]?.name)
})

test('a canary that does nothing is not caught', async () => {
  const { open } = await loadStore(referenceStorePath)
  const store = await open()
  const { mutants } = await loadMutants(canariesPath)
  const dead = { mutants, openMutant: () => ({ store, parameters: {}, met: () => 0 }) }
  expect((await plantCanary(dead, find, 0)).wrongCells).toBe(0)
})
