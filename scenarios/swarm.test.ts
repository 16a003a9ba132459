import { expect, test } from 'vitest'
import { planRun } from './run-plan.ts'
import swarm from './swarm.ts'

const plans = Array.from({ length: 200 }, (_, i) => planRun(swarm, i + 1))
const streams = plans.map(({ options }) => options.streams.payments)

// Catches an adversity that every seed has, or none: what all seeds share hides what only shows without it.
test.each([
  'start',
  'late',
  'nulls',
  'edges',
  'lateEdges',
  'future',
  'far',
  'corrections',
  'retractions',
  'duplicates',
  'rejects',
] as const)('some seeds switch %s on, and some leave it out', name => {
  const on = streams.filter(stream => stream !== undefined && name in stream).length
  expect(on).toBeGreaterThan(5)
  expect(on).toBeLessThan(190)
})

test('schedules differ too: some seeds move partitions, some slow or stall them, some let the worker die, and some do nothing of it', () => {
  const interleavings = plans.map(({ options }) => options.interleaving)
  for (const name of ['rebalance', 'slow', 'stall', 'crash', 'restart'] as const) {
    const on = interleavings.filter(each => (each[name] ?? 0) > 0).length
    expect(on).toBeGreaterThan(20)
    expect(on).toBeLessThan(180)
  }
})

// Catches a draw that is lost on the way to the History: what was drawn must be plain data that says it all.
test('a seed gives the same run again, and its options are plain data', () => {
  const [first] = plans
  expect(planRun(swarm, 1).options).toEqual(first?.options)
  expect(JSON.parse(JSON.stringify(first?.options))).toEqual(first?.options)
  expect(JSON.stringify(first?.options)).not.toContain('"draw"')
})

// Catches a log that no column can hold: ids of both kinds in one, as where quiet facts have ids of another kind than the rest.
test('the ids of one log are of one kind, those of the quiet facts too', () => {
  for (const { records, quiet } of plans) {
    const late = quiet.flatMap(item => (item.kind === 'append' ? item.records : []))
    const ids = [...[...records.values()].flat(), ...late].flatMap(({ id }) =>
      id === null ? [] : [typeof id],
    )
    expect(new Set(ids).size).toBe(1)
  }
})
