import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { faultScenarios } from '../../scenarios/faults/index.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { whyNotRun } from '../drive/not-run.ts'
import type { Store } from '../store.ts'
import { checkRegions } from '../verdict/check-regions.ts'
import type { RunFacts } from '../verdict/run-facts.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import { runOnce } from '../verify/run-once.ts'
import { addRegionFacts, type RegionFacts } from './region-facts.ts'

const regions = faultScenarios.find(({ name }) => name === 'regions')!
const clock = () => Date.now() * 1_000
const brokenPath = fileURLToPath(
  new URL('../../reference-store/broken/correction-ignored.fixture.ts', import.meta.url),
)

/** A store whose west is another store: it is told all that the first one is told, as `tells` lets it. */
async function withWest(path: string, tells: (call: string) => boolean = () => true): Promise<Store> {
  const home = await (await loadStore(referenceStorePath)).open()
  const west = await (await loadStore(path)).open()
  return {
    capabilities: home.capabilities,
    open: async opening => {
      await home.open(opening)
      await west.open(opening)
    },
    ingest: async records => {
      await west.ingest(records)
      return home.ingest(records)
    },
    settle: async () => {
      await home.settle()
      if (tells('settle')) await west.settle()
    },
    step: async step => {
      await home.step?.(step)
      if (tells('step')) await west.step?.(step)
    },
    read: probes => (probes[0]?.region === 'west' ? west : home).read(probes),
    close: async () => {
      await home.close?.()
      await west.close?.()
    },
  }
}

async function factsOf(scenario: Scenario, seed: number, open: () => Promise<Store>): Promise<RegionFacts> {
  const run = await runOnce({ ...scenario, train: false }, seed, open, { clock })
  return run.regions!
}

const verdictOn = (facts: RegionFacts | null) => checkRegions({ regions: facts } as RunFacts)

test('regions that take one log at their own pace lag, come to hold the same, and never diverge', async () => {
  const { open } = await loadStore(referenceStorePath)
  let all: RegionFacts | null = null
  for (let seed = 1; seed <= 4; seed++) all = addRegionFacts(all, await factsOf(regions, seed, open))
  expect(all).toMatchObject({ names: ['east', 'west'], diverged: 0, divergences: [] })
  expect(all?.lags).toBeGreaterThan(10)
  expect(all?.pairs).toBeGreaterThan(all?.lags ?? 0)
  expect(all?.converged).not.toBeNull()
  expect(verdictOn(all)).toMatchObject({
    verdict: 'pass',
    detail: expect.stringContaining('east and west answered'),
  })
})

test('a region that holds something else at the same offsets diverges, and is named with what it gives', async () => {
  const facts = await factsOf(regions, 2, () => withWest(brokenPath))
  expect(facts.diverged).toBeGreaterThan(0)
  expect(facts.lags).toBeGreaterThan(0)
  for (const { regions, wrong, values } of facts.divergences) {
    expect(regions).toEqual(['east', 'west'])
    expect(wrong).toEqual(['west'])
    expect(values[0]).not.toBe(values[1])
  }
  expect(verdictOn(facts)).toMatchObject({
    verdict: 'fail',
    detail: expect.stringMatching(
      /of east and west diverge: fraud\.\w+ of .*, at the same offsets: east gives .*, west gives .*; recomputation contradicts west/,
    ),
  })
})

test('a region that never catches up is no divergence, and fails for the time that it took', async () => {
  const impatient = { ...regions, regions: { names: ['east', 'west'], convergeWithin: 50_000 } }
  const facts = await factsOf(impatient, 1, () =>
    withWest(referenceStorePath, call => call !== 'settle' && call !== 'step'),
  )
  expect(facts).toMatchObject({ diverged: 0, converged: null })
  expect(facts.lags).toBe(facts.pairs)
  expect(verdictOn(facts)).toEqual({
    verdict: 'fail',
    detail: 'east and west did not come to hold the same within 50 ms',
  })
})

test('a store of one state is not run in regions, and what was not compared does not pass', async () => {
  const home = await (await loadStore(referenceStorePath)).open()
  const { regions: _, ...capabilities } = home.capabilities
  expect(whyNotRun({ ...regions, faults: [] }, { ...home, capabilities } as Store)).toBe(
    'the store keeps one state',
  )
  expect(verdictOn(null)).toMatchObject({ verdict: 'skipped' })
  const none = {
    names: ['east', 'west'],
    pairs: 0,
    lags: 0,
    diverged: 0,
    divergences: [],
    converged: 0,
    convergeWithin: 1,
  }
  expect(verdictOn(none)).toMatchObject({ verdict: 'inconclusive' })
})
