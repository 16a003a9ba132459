import { expect, test } from 'vitest'
import { judgeHistory } from '../harness/audit/judge-history.ts'
import { drive } from '../harness/drive/drive.ts'
import { whyNotRun } from '../harness/drive/not-run.ts'
import { faultScenarios } from '../scenarios/faults/index.ts'
import SimulatedReferenceStore from './adapter.ts'

const inSimulation = faultScenarios.filter(each => whyNotRun(each, new SimulatedReferenceStore()) === null)

test('every fault has a form in simulation but those that have none, which say why', () => {
  const left = faultScenarios.filter(each => !inSimulation.includes(each))
  expect(left.map(each => `${each.name}: ${whyNotRun(each, new SimulatedReferenceStore())}`)).toEqual([
    'log-restarts: restart-log: a log in memory has nothing to be stopped',
  ])
})

test.each(inSimulation)(
  '$name: nothing is lost and nothing counts twice, at any place that a seed chooses',
  async scenario => {
    let nonEmpty = 0
    const counted = { failovers: 0, steps: 0 }
    for (let seed = 1; seed <= 4; seed++) {
      const { history, happened, quietFrom } = await drive(scenario, seed, new SimulatedReferenceStore())
      const { rows, facts } = judgeHistory(history)
      const wrong = rows.flatMap(({ served, judgement }) => {
        const isQuiet = (served.probeId as bigint) >= quietFrom
        return judgement.cells.flatMap(({ plan, served: cell, training }) => {
          const isWrong =
            cell?.kind === 'defect' || cell?.kind === 'error' || (isQuiet && cell?.kind !== 'equal')
          return isWrong || (training !== null && training.kind !== 'equal')
            ? [`${served.probeId} ${plan.column}`]
            : []
        })
      })
      expect(wrong).toEqual([])
      expect(happened.faults).toBe(scenario.faults.length)
      nonEmpty += facts.nonEmpty
      counted.failovers += happened.failovers
      counted.steps += happened.steps
    }
    expect(nonEmpty).toBeGreaterThan(240)
    expect(counted.steps).toBeGreaterThan(100)
    if (scenario.name === 'region-lost') expect(counted.failovers).toBeGreaterThan(3)
  },
)
