import { expect, test } from 'vitest'
import type { Value } from '../features/value.ts'
import { judgeHistory } from '../harness/audit/judge-history.ts'
import { drive } from '../harness/drive/drive.ts'
import type { Store } from '../harness/store.ts'
import { faultScenarios } from '../scenarios/faults/index.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { suite } from '../scenarios/suite.ts'
import SimulatedReferenceStore from './adapter.ts'
import realReferenceStore from './real-adapter.ts'

/** Kafka and Redis may have to be fetched first, and the machine may be busy. */
const patient = 300_000

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

test.each(['killed-workers', 'killed-server', 'online-lost', 'resends'])(
  '%s: nothing is lost, nothing counts twice, and what is answered meanwhile is as old as it says',
  async name => {
    const scenario = named(name)
    const { wrong, happened, notRun, facts, history } = await driven(scenario, 3, await realReferenceStore())
    expect(wrong).toEqual([])
    expect(notRun.flatMap(({ what }) => what)).toEqual(['the interleaving of worker and probes'])
    expect(happened.faults).toBe(scenario.faults.length)
    expect(facts.nonEmpty).toBeGreaterThan(60)
    const [training] = history.tables.map(table => table.training)
    expect(training?.length).toBe(history.tables[0]!.served.length)
  },
  patient,
)
