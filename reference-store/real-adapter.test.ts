import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Value } from '../features/value.ts'
import { judgeHistory } from '../harness/audit/judge-history.ts'
import { drive } from '../harness/drive/drive.ts'
import { whyNotRun } from '../harness/drive/not-run.ts'
import type { Store } from '../harness/store.ts'
import { checkRegions } from '../harness/verdict/check-regions.ts'
import type { RunFacts } from '../harness/verdict/run-facts.ts'
import { runOnce } from '../harness/verify/run-once.ts'
import { faultScenarios } from '../scenarios/faults/index.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { suite } from '../scenarios/suite.ts'
import SimulatedReferenceStore from './adapter.ts'
import { RedisLink } from './online/redis-link.ts'
import { startRedis } from './online/testing/start-redis.ts'
import realReferenceStore from './real-adapter.ts'

/** Kafka and Redis may have to be fetched first, and the machine may be busy. */
const patient = 300_000

/** The Redis of the second region, which this file may tamper with. */
let away: Awaited<ReturnType<typeof startRedis>>

beforeAll(async () => {
  away = await startRedis({ appendOnly: true })
  process.env.REDIS_URL_AWAY = away.address
}, patient)

afterAll(() => away.close())

const named = (name: string) => [...suite, ...faultScenarios].find(scenario => scenario.name === name)!

/** Drives a store and counts how its cells were judged; not answered, wrong and left out are failures. */
async function driven(scenario: Scenario, seed: number, store: Store) {
  const outcome = await drive(scenario, seed, store)
  const { rows, facts } = judgeHistory(outcome.history)
  const wrong = rows.flatMap(({ served, judgement }) => {
    const cells = judgement.cells.filter(({ served, training }) => {
      return (
        served?.kind === 'defect' ||
        served?.kind === 'error' ||
        (training !== null && training.kind !== 'equal')
      )
    })
    return cells.map(({ plan }) => `${served.probeId} ${plan.column}`)
  })
  return { ...outcome, rows, facts, wrong }
}

/** Batches fall as they may on real parts, and with them the order of summation: the last digits of a float are its. */
function withoutOrder(value: Value): Value {
  return typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(12)) : value
}

test.each(['corrections', 'on-demand', 'service', 'rejects'])(
  '%s: the same seed gives the same events, places and final answers on real parts as in simulation',
  async name => {
    const scenario = named(name)
    const simulated = await driven(scenario, 7, new SimulatedReferenceStore())
    const real = await driven(scenario, 7, await realReferenceStore())
    expect(real.wrong).toEqual([])
    expect(real.facts.cellsCompared).toBe(simulated.facts.cellsCompared)
    expect(real.history.events).toEqual(simulated.history.events)
    // Asked in quiet: what both have to serve is as-known, whatever they applied when.
    const quiet = ({ rows, quietFrom }: typeof real) => {
      const last = rows.filter(({ served }) => BigInt(served.probeId) >= quietFrom)
      return last.map(({ served: { cells, applied, version } }) => ({
        cells: Object.entries(cells).map(([column, { value, state }]) => [
          column,
          withoutOrder(value),
          state,
        ]),
        applied,
        version,
      }))
    }
    expect(quiet(real).length).toBeGreaterThan(2)
    expect(quiet(real)).toEqual(quiet(simulated))
  },
  patient,
)

test.each(['killed-workers', 'killed-server', 'online-lost', 'resends', 'offline-full', 'region-lost'])(
  '%s: nothing is lost, nothing counts twice, and what is answered meanwhile is as old as it says',
  async name => {
    const scenario = named(name)
    const { wrong, happened, notRun, facts, history } = await driven(scenario, 3, await realReferenceStore())
    expect(wrong).toEqual([])
    if (whyNotRun(scenario, await realReferenceStore()) !== null) return
    expect(notRun.flatMap(({ what }) => what)).toEqual(['the interleaving of worker and probes'])
    expect(happened.faults).toBe(scenario.faults.length)
    expect(facts.nonEmpty).toBeGreaterThan(60)
    const [training] = history.tables.map(table => table.training)
    expect(training?.length).toBe(history.tables[0]!.served.length)
  },
  patient,
)

const clock = () => Date.now() * 1_000
const verdictOn = (facts: RunFacts['regions']) => checkRegions({ regions: facts } as RunFacts)

test(
  'two regions of one log: one that stands still lags and comes to hold the same, and nothing diverges',
  async () => {
    const { regions, happened, suspect } = await runOnce(named('regions'), 3, realReferenceStore, { clock })
    expect(suspect).toBe(false)
    expect(happened.regionLags).toBeGreaterThan(2)
    expect(regions).toMatchObject({ names: ['east', 'west'], diverged: 0 })
    expect(regions!.pairs).toBeGreaterThan(30)
    expect(regions!.converged).toBeLessThan(regions!.convergeWithin)
    expect(verdictOn(regions)).toMatchObject({ verdict: 'pass' })
  },
  patient,
)

/** The real store, in whose second region somebody removes the state of one key each time that all is applied. */
async function tampered(): Promise<Store> {
  const store = await realReferenceStore()
  const settle = async () => {
    await store.settle()
    const link = await RedisLink.open(away.address)
    const rows = (await link.command('keys', ['*c/fraud*'])) as Buffer[]
    if (rows[0] !== undefined) await link.command('del', [rows[0]])
    link.close()
  }
  return {
    capabilities: store.capabilities,
    open: opening => store.open(opening),
    ingest: records => store.ingest(records),
    settle,
    read: probes => store.read(probes),
    close: () => store.close?.(),
  }
}

test(
  'a region whose state somebody tampered with is told from one that lags: it diverges, and the value is named',
  async () => {
    const scenario = { ...named('regions'), faults: [], train: false }
    const { regions } = await runOnce(scenario, 3, tampered, { clock })
    expect(regions!.diverged).toBeGreaterThan(0)
    for (const { regions: both, wrong } of regions!.divergences) {
      expect(both).toEqual(['east', 'west'])
      expect(wrong).toEqual(['west'])
    }
    expect(verdictOn(regions)).toMatchObject({
      verdict: 'fail',
      detail: expect.stringMatching(/diverge: fraud\.\w+ of .+, at the same offsets: east gives/),
    })
  },
  patient,
)
