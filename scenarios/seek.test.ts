import { expect, test } from 'vitest'
import { boundaryInstants, storedFeatures } from '../generators/boundaries.ts'
import everyEdge from './every-edge.ts'
import { planRun } from './run-plan.ts'

const seeds = [1, 2, 3, 4, 5]

test('every sought edge has its question after all that arrives at T, so that what arrives at T is known', () => {
  for (const seed of seeds) {
    const { agenda } = planRun(everyEdge, seed)
    const last = agenda.map((item, i) => (item.kind === 'ask' && item.batch.last === true ? i : -1))
    const asks = last.filter(i => i >= 0)
    expect(asks.length).toBeGreaterThan(20)
    for (const i of asks) {
      const at = agenda[i]?.at ?? 0
      const later = agenda.slice(i + 1).filter(item => item.kind === 'append' && item.at <= at)
      expect(later).toEqual([])
    }
  }
})

test('facts of a sought edge lie on an edge of its question, or 1 µs beside', () => {
  const { records, agenda } = planRun(everyEdge, 7)
  const features = storedFeatures(everyEdge.definitions)
  const asks = agenda.flatMap(item => (item.kind === 'ask' && item.batch.last === true ? [item.at] : []))
  const edges = new Set(boundaryInstants(everyEdge.definitions, asks))
  const sought = [...records.values()].flat().filter(({ id }) => String(id).startsWith('edge-'))
  const windows = features.filter(
    ({ refresh, allowedLateness }) => refresh === null && allowedLateness === null,
  )
  expect(windows.length).toBeGreaterThan(5)
  // The others lie within a second of the question, or where a refresh or a limit of lateness looks.
  const onEdge = sought.filter(({ eventTime }) => eventTime !== null && edges.has(eventTime)).length
  expect(onEdge).toBeGreaterThan(sought.length / 3)
})

test('without seeks nothing is sought, and what is generated stays as it was', () => {
  const plain = {
    ...everyEdge,
    streams: new Map([...everyEdge.streams].map(([name, stream]) => [name, { ...stream, seeks: 0 }])),
  }
  const ids = (scenario: typeof everyEdge) =>
    [...planRun(scenario, 3).records.values()].flat().map(({ id }) => String(id))
  const sought = ids(everyEdge)
  expect(sought.filter(id => !id.startsWith('edge-')).toSorted()).toEqual(ids(plain).toSorted())
})
