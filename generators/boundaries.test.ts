import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StoredFeature } from '../features/definitions.ts'
import { definitionsOrThrow } from '../features/resolve-definitions.ts'
import {
  boundaryInstants,
  eventEdges,
  latenessEdges,
  longestReach,
  probeEdges,
  storedFeatures,
} from './boundaries.ts'
import { floorTo } from './micros.ts'

/** What semantics §§ 3, 5 say of one fact and one probe, in plain words; lengths are a few µs, so that all of time fits. */
function sees(feature: StoredFeature, eventTime: number, asOf: number): string {
  const at = feature.refresh === null ? asOf : floorTo(asOf - feature.refresh.delay, feature.refresh.every)
  const { length, closed, slide } = feature.window
  const tail =
    length === null ? Number.NEGATIVE_INFINITY : slide === null ? at - length : floorTo(at - length, slide)
  const inside = closed === 'left' ? eventTime >= tail && eventTime < at : eventTime > tail && eventTime <= at
  const expired = feature.aggregate.ttl !== null && at - eventTime > feature.aggregate.ttl
  return inside ? (expired ? 'expired' : 'seen') : 'unseen'
}

const small = fc.record({
  length: fc.option(fc.integer({ min: 1, max: 25 })),
  slide: fc.option(fc.integer({ min: 1, max: 9 })),
  closed: fc.constantFrom('left', 'right'),
  ttl: fc.option(fc.nat(15)),
  refresh: fc.option(fc.record({ every: fc.integer({ min: 1, max: 12 }), delay: fc.nat(20) })),
})

const featureOf = (drawn: typeof small extends fc.Arbitrary<infer T> ? T : never): StoredFeature => {
  const { length, slide, closed, ttl, refresh } = drawn
  const window = {
    closed,
    ...(length === null ? {} : { length: `${length}us`, ...(slide === null ? {} : { slide: `${slide}us` }) }),
  }
  const document = {
    schema: 'plumbline.definitions/1',
    name: 'd',
    version: 1,
    entity: { account: 'string' },
    sources: { events: { key: { account: 'account' }, fields: { account: 'string', x: 'int' } } },
    features: {
      f: {
        source: 'events',
        window,
        allowedLateness: '4us',
        aggregate: { kind: 'latest', of: { field: 'x' }, ...(ttl === null ? {} : { ttl: `${ttl}us` }) },
        ...(refresh === null
          ? {}
          : { refresh: { every: `${refresh.every}us`, delay: `${refresh.delay}us` } }),
      },
    },
  }
  return storedFeatures([definitionsOrThrow(document)])[0] as StoredFeature
}

test('what a probe sees of a fact changes at probeEdges only: an edge that is missing here is never probed', () => {
  fc.assert(
    fc.property(small, fc.integer({ min: -30, max: 30 }), (drawn, eventTime) => {
      const feature = featureOf(drawn)
      const edges = new Set(probeEdges([feature], eventTime))
      for (let asOf = eventTime - 60; asOf < eventTime + 120; asOf++) {
        if (sees(feature, eventTime, asOf) === sees(feature, eventTime, asOf + 1)) continue
        expect(
          edges.has(asOf) || edges.has(asOf + 1),
          `between ${asOf} and ${asOf + 1}, edges ${[...edges]}`,
        ).toBe(true)
      }
    }),
    { numRuns: 300 },
  )
})

test('a probe tells a fact from its neighbour in time at eventEdges only', () => {
  fc.assert(
    fc.property(small, fc.integer({ min: -30, max: 30 }), (drawn, asOf) => {
      const feature = featureOf(drawn)
      const edges = new Set(eventEdges([feature], asOf))
      for (let eventTime = asOf - 120; eventTime < asOf + 60; eventTime++) {
        if (sees(feature, eventTime, asOf) === sees(feature, eventTime + 1, asOf)) continue
        expect(
          edges.has(eventTime) || edges.has(eventTime + 1),
          `between ${eventTime} and ${eventTime + 1}, edges ${[...edges]}`,
        ).toBe(true)
      }
    }),
    { numRuns: 300 },
  )
})

test('after its longest reach a fact is seen by unbounded windows only', () => {
  fc.assert(
    fc.property(small, fc.integer({ min: -30, max: 30 }), (drawn, eventTime) => {
      const feature = featureOf(drawn)
      const later = sees(feature, eventTime, eventTime + longestReach([feature]) + 1)
      expect(later === 'seen' && feature.window.length !== null).toBe(false)
    }),
  )
})

test('boundaryInstants holds every edge with 1 µs to either side, ascending', () => {
  const feature = featureOf({ length: 10, slide: null, closed: 'left', ttl: 3, refresh: null })
  expect(latenessEdges([feature], 100)).toEqual([104])
  const document = definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name: 'd',
    version: 1,
    entity: { account: 'string' },
    sources: { events: { key: { account: 'account' }, fields: { account: 'string' } } },
    features: {
      f: {
        source: 'events',
        window: { length: '10us' },
        allowedLateness: '4us',
        aggregate: { kind: 'count' },
      },
    },
  })
  expect(boundaryInstants([document], [100])).toEqual([
    89, 90, 91, 99, 100, 101, 103, 104, 105, 109, 110, 111,
  ])
})
