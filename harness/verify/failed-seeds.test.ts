import { expect, test } from 'vitest'
import { planRun } from '../../scenarios/run-plan.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { suite } from '../../scenarios/suite.ts'
import swarm from '../../scenarios/swarm.ts'
import { watchFailedSeeds } from './failed-seeds.ts'
import type { RunReport } from './run-report.ts'

const explicit = suite.find(({ name }) => name === 'every-edge') as Scenario
const scenarios = [swarm, explicit]

/** What a run tells of itself, as far as the watch looks. */
function reported(scenario: number, run: number, suspect = true): RunReport {
  const drawn = { ...planRun(scenarios[scenario] as Scenario, 100 + run).options }
  return { job: { scenario, run }, suspect, unsettled: 0, ...(suspect ? { drawn } : {}) } as RunReport
}

// Catches a seed that is named without what it drew, and options that every seed has alike.
test('each failing seed is stored with all that it drew, and the first ones are printed', () => {
  const watch = watchFailedSeeds(scenarios, 100)
  for (let run = 0; run < 6; run++) watch.add(reported(0, run, run !== 1))
  const { failedSeeds } = watch.options() as {
    failedSeeds: { seed: number; drawn: Record<string, unknown> }[]
  }
  expect(failedSeeds.map(({ seed }) => seed)).toEqual([100, 102, 103, 104, 105])
  const { options } = planRun(swarm, 102)
  const drawn = failedSeeds[1]?.drawn ?? {}
  const [source] = [...swarm.streams.keys()]
  expect(drawn[`${source}.count`]).toBe(options.streams[source as string]?.count)
  expect(drawn['interleaving.crash']).toBe(options.interleaving.crash)
  expect(drawn).not.toHaveProperty(['probe.pastBy'])
  const off = Object.values(drawn).filter(value => value === null)
  expect(off.length).toBeGreaterThan(0)
  const [names, ...printed] = watch.notes()
  expect(names).toBe('seeds that failed: swarm 100, 102, 103, 104, 105')
  expect(printed).toHaveLength(3)
  expect(printed[0]).toMatch(/^swarm --seed 100 drew .*count \d+.* off/)
})

test('a scenario that leaves nothing to its seeds is only named, and a run without failures says nothing', () => {
  const none: Scenario = { ...explicit, streams: new Map(), probe: { count: 1 } }
  const watch = watchFailedSeeds([none], 1)
  expect([watch.notes(), watch.options()]).toEqual([[], {}])
  watch.add({ job: { scenario: 0, run: 2 }, suspect: false, unsettled: 3, drawn: {} } as RunReport)
  expect(watch.notes()).toEqual(['seeds that failed: every-edge 3'])
})
