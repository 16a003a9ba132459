import { expect, test } from 'vitest'
import corrections from '../../scenarios/corrections.ts'
import lateEvents from '../../scenarios/late-events.ts'
import retractions from '../../scenarios/retractions.ts'
import { planRun, type RunPlan } from '../../scenarios/run-plan.ts'
import type { Capabilities } from '../store.ts'
import { adaptPlan } from './adapt-plan.ts'

const all: Capabilities = {
  name: 'mine',
  stack: 'in memory',
  asOfReads: true,
  states: true,
  onDemand: true,
  services: true,
  refresh: true,
  partitions: 0,
}

const now = Date.UTC(2027, 0, 1) * 1_000

const recordsOf = (plan: RunPlan) => [...plan.records.values()].flat()
const appended = (plan: RunPlan) =>
  [...plan.agenda, ...plan.quiet].flatMap(item => (item.kind === 'append' ? item.records : []))

test('a store that declares nothing gets the run as it is', () => {
  const plan = planRun(lateEvents, 1)
  expect(adaptPlan(plan, all, now)).toEqual({ plan, notRun: [] })
})

test('records that a store does not take are left out of log and agenda alike, and listed', () => {
  for (const [scenario, records, op] of [
    [retractions, ['duplicate', 'correction'], 'delete'],
    [corrections, ['duplicate'], 'upsert'],
  ] as const) {
    const { plan, notRun } = adaptPlan(planRun(scenario, 1), { ...all, records }, now)
    expect(notRun.length).toBeGreaterThan(0)
    if (op === 'delete') expect(recordsOf(plan).some(record => record.op === 'delete')).toBe(false)
    // An id is one of its source.
    for (const records of op === 'delete' ? [] : plan.records.values()) {
      const revised = records.map(({ id, revision }) => `${id} ${revision}`)
      expect(new Set(records.map(({ id }) => id)).size).toBe(new Set(revised).size)
    }
    expect(appended(plan).length).toBe(recordsOf(plan).length)
  }
})

test('for a clock of whole seconds every instant is one, and nothing changes its order', () => {
  const { plan } = adaptPlan(planRun(lateEvents, 1), { ...all, precision: 's' }, now)
  const instants = [
    ...recordsOf(plan).flatMap(({ eventTime, arrivalTime }) => [eventTime ?? 0, arrivalTime]),
    ...plan.agenda.map(({ at }) => at),
  ]
  expect(instants.every(at => at % 1_000_000 === 0)).toBe(true)
  const order = plan.agenda.map(({ at }) => at)
  expect(order).toEqual(order.toSorted((a, b) => a - b))
})

test('for a store with its own clock events lie in a past that ends now, and all questions come after them', () => {
  const before = planRun(lateEvents, 1)
  const { plan } = adaptPlan(before, { ...all, clock: 'own' }, now)
  expect(plan.end).toBe(now)
  expect(plan.agenda.every(({ kind }) => kind === 'append')).toBe(true)
  expect(plan.quiet.every(({ kind }) => kind === 'ask')).toBe(true)
  expect(Math.max(...recordsOf(plan).map(({ arrivalTime }) => arrivalTime))).toBeLessThanOrEqual(now)
  const asks = (each: RunPlan) => [...each.agenda, ...each.quiet].filter(({ kind }) => kind === 'ask').length
  expect(asks(plan)).toBe(asks(before))
})
