import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import type { PlacedRecord } from '../../features/log-record.ts'
import calculated from '../../scenarios/calculated.ts'
import everyEdge from '../../scenarios/every-edge.ts'
import everyRevision from '../../scenarios/every-revision.ts'
import onDemand from '../../scenarios/on-demand.ts'
import type { MarkName } from '../../scenarios/rules/index.ts'
import { loadStore, type OpenStore, referenceStorePath } from '../verify/load-store.ts'
import { type Run, runOnce } from '../verify/run-once.ts'
import { createMarkTotals } from './mark-totals.ts'
import { measureMarks } from './measure-marks.ts'

let open: OpenStore
let edges: Run
let revisions: Run

beforeAll(async () => {
  open = (await loadStore(referenceStorePath)).open
  edges = await runOnce({ ...everyEdge, train: false }, 1, open, {})
  revisions = await runOnce(everyRevision, 1, open, {})
})

const sides = ['before', 'at', 'after'] as const

describe('boundary seeking', () => {
  const sought = [
    'head-left',
    'head-right',
    'tail-left',
    'tail-right',
    'slide',
    'lateness',
    'ttl',
    'midnight',
    'epoch',
  ]
  test.each(sought)('%s is hit 1 µs before, at, and 1 µs after, whatever the seed', async rule => {
    for (const seed of [1, 2, 3]) {
      const run = seed === 1 ? edges : await runOnce({ ...everyEdge, train: false }, seed, open, {})
      const hit: readonly string[] = measureMarks(run).hit
      for (const side of sides) expect(hit, `seed ${seed}`).toContain(`${rule} ${side}`)
    }
  })
})

test('a mark is not hit where no fact lies on the edge, though the feature is there', () => {
  const hit = new Set<MarkName>(measureMarks(revisions).hit)
  for (const name of ['head-left at', 'head-left after', 'ttl at', 'midnight after'] as const)
    expect(hit.has(name), name).toBe(false)
  for (const name of ['redelivery alike', 'correction fields', 'reject no-id', 'revival'] as const)
    expect(hit.has(name), name).toBe(true)
})

test('a mark is not hit by what a run did not compare: without cells none is, and none is able to be', () => {
  const judged = { ...edges.judged, rows: [] }
  const { hit, idle, cells } = measureMarks({ ...edges, judged })
  expect([hit.length, cells]).toEqual([0, 0])
  expect(idle.length).toBeGreaterThan(150)
})

test('a mark that is hit stands for a bug that the run notices: the store that takes the other end is called wrong there', async () => {
  expect(measureMarks(edges).hit).toContain('head-left at')
  const path = new URL('../../reference-store/broken/boundary-flipped.fixture.ts', import.meta.url)
  const flipped = await loadStore(fileURLToPath(path))
  const { suspect } = await runOnce({ ...everyEdge, train: false }, 1, flipped.open, {})
  expect(suspect).toBe(true)
})

test('a store without training, states or steps is not held to their marks, and to the others it is', () => {
  const { history } = edges
  const tables = history.tables.map(table => ({
    ...table,
    training: null,
    served: table.served.map(row => ({
      ...row,
      applied: null,
      cells: Object.fromEntries(
        Object.entries(row.cells).map(([name, { value }]) => [name, { value, state: null }]),
      ),
    })),
  }))
  const { idle } = measureMarks({ ...edges, history: { ...history, tables }, moves: [] })
  for (const name of ['as-trained at', 'state expired', 'applied next', 'application-order again'] as const)
    expect(idle).toContain(name)
  for (const name of ['head-left at', 'ttl at'] as const) expect(idle).not.toContain(name)
})

test('a store that takes no corrections, copies or microseconds is not held to their marks', () => {
  const { history } = revisions
  const whole = (at: number | null) => (at === null ? null : Math.floor(at / 1_000) * 1_000)
  const firsts = (records: readonly PlacedRecord[]) =>
    records.filter(({ id }, i) => records.findIndex(each => each.id === id) === i)
  const events = new Map(
    [...history.events].map(([source, records]) => {
      return [source, firsts(records).map(each => ({ ...each, eventTime: whole(each.eventTime) }))] as const
    }),
  )
  const { idle } = measureMarks({ ...revisions, history: { ...history, events } })
  for (const name of [
    'redelivery alike',
    'correction fields',
    'head-left before',
    'microseconds seconds',
  ] as const)
    expect(idle).toContain(name)
  expect(idle).not.toContain('head-left at')
})

describe('marks that a scenario demands', () => {
  const run = (hit: readonly MarkName[], idle: readonly MarkName[] = []) => ({ hit, idle, cells: 10, of: 20 })

  test('are missed by name where fewer runs hit them than must', () => {
    const totals = createMarkTotals()
    for (let i = 0; i < 10; i++) totals.add(run(i < 4 ? ['ttl at'] : []))
    const demanded = { always: ['ttl at', 'epoch at'], often: ['midnight at'] } as const
    expect(totals.missed(demanded)).toEqual([
      { happening: 'mark midnight at', wanted: 1, happened: 0 },
      { happening: 'mark ttl at', wanted: 5, happened: 4 },
      { happening: 'mark epoch at', wanted: 5, happened: 0 },
    ])
  })

  test('are not demanded where no run can hit them, and often ones not of few runs', () => {
    const totals = createMarkTotals()
    totals.add(run([], ['ttl at']))
    expect(totals.missed({ always: ['ttl at'], often: ['epoch at'] })).toEqual([])
    expect(totals.result()).toMatchObject({ runs: 1, cells: 10, of: 20, hits: {}, idle: ['ttl at'] })
  })
})

// A mark that lag could hit says nothing of nesting: `verify --real` was inconclusive in a run without lag on such a cell.
test('an on-demand feature over another is met by a document that has one, in every run, and by no other', async () => {
  for (const seed of [1, 2, 3, 4]) {
    const without: readonly string[] = measureMarks(await runOnce(calculated, seed, open, {})).hit
    expect(without, `calculated ${seed}`).not.toContain('on-demand nested')
    expect(without, `calculated ${seed}`).toContain('on-demand no-fact')
    const having: readonly string[] = measureMarks(await runOnce(onDemand, seed, open, {})).hit
    expect(having, `on-demand ${seed}`).toContain('on-demand nested')
  }
})
