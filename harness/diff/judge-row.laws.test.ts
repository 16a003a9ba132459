import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StoredFeature } from '../../features/definitions.ts'
import type { Value } from '../../features/value.ts'
import type { EvaluationPoint } from '../oracle/recomputed.ts'
import { specificationSources } from './specification-sources.ts'
import { arbitraryAsOf, arbitraryFacts, arbitraryFeature } from './testing/arbitrary-case.ts'
import {
  define,
  type FactSketch,
  judgeCase,
  placedRecords,
  servedOutcomes,
  trainingOutcomes,
} from './testing/judge-case.ts'

const drawn = fc.record({
  features: fc.dictionary(fc.constantFrom('f', 'g', 'h', 'j'), arbitraryFeature, {
    minKeys: 1,
    noNullPrototype: true,
  }),
  facts: arbitraryFacts,
  asOf: arbitraryAsOf,
  k: fc.integer({ min: -30, max: 70 }),
  delay: fc.integer({ min: 0, max: 10 }),
})
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never

/** What an ideal evaluator gives at a point, for every feature. */
function valuesAt({ features, facts }: Drawn, pointOf: (log: Applied) => EvaluationPoint, tailFrom?: number) {
  const definitions = define(features)
  const log = specificationSources(placedRecords(facts))(definitions, 'log')
  const entries = [...definitions.features.values()].map(feature => {
    const { value, state } = log.evaluate(feature as StoredFeature, ['a'], pointOf(log), tailFrom)
    return [feature.name, { value, state }] as const
  })
  return Object.fromEntries(entries)
}

interface Applied {
  greatestApplied(offsets: Readonly<Record<string, number>>): number | null
}

const knownAt =
  (asOf: number, k: number, trained = false) =>
  (): EvaluationPoint => {
    return { asOf, knowledge: { kind: 'at', k }, trained }
  }

const bare = (cells: Record<string, { value: Value }>): Record<string, Value> => {
  return Object.fromEntries(Object.entries(cells).map(([name, { value }]) => [name, value]))
}

test('a store that is right at any one K it could have had is never defective, and no staler than it is', () => {
  fc.assert(
    fc.property(drawn, drawn => {
      const answeredAt = drawn.k + drawn.delay
      const row = { t: drawn.asOf, answeredAt, cells: valuesAt(drawn, knownAt(drawn.asOf, drawn.k)) }
      for (const outcome of Object.values(servedOutcomes(judgeCase({ ...drawn, row })))) {
        const lag = /^staleness (-?\d+)$/.exec(outcome)?.[1]
        if (lag === undefined) expect(outcome).toBe('equal')
        else expect(Number(lag)).toBeLessThanOrEqual(drawn.asOf - drawn.k)
      }
    }),
    { numRuns: 500 },
  )
})

test('a store that states its watermark is equal or stale by exactly T − K, and a changed value is a defect', () => {
  fc.assert(
    fc.property(drawn, drawn => {
      const cells = valuesAt(drawn, knownAt(drawn.asOf, drawn.k))
      const row = { t: drawn.asOf, watermark: drawn.k, cells }
      for (const outcome of Object.values(servedOutcomes(judgeCase({ ...drawn, row })))) {
        expect(['equal', `staleness ${drawn.asOf - drawn.k}`]).toContain(outcome)
      }
      const wrong = Object.fromEntries(
        Object.entries(cells).map(([name, cell]) => [name, { ...cell, value: differentFrom(cell.value) }]),
      )
      const outcomes = servedOutcomes(judgeCase({ ...drawn, row: { ...row, cells: wrong } }))
      expect(new Set(Object.values(outcomes))).toEqual(new Set(['defect']))
    }),
    { numRuns: 500 },
  )
})

/** A value that no reading of the drawn logs has. */
function differentFrom(value: Value): Value {
  if (typeof value === 'bigint') return value + 1_000n
  if (typeof value === 'number') return value + 1_000
  return Array.isArray(value) ? [...value, 1_000] : 1_000
}

test('a store that states its offsets is equal or stale, wherever its partitions are', () => {
  const offsets = fc.record({ 0: fc.nat(6), 1: fc.nat(6) })
  fc.assert(
    fc.property(drawn, offsets, (drawn, applied) => {
      const cells = valuesAt(drawn, log => ({
        asOf: drawn.asOf,
        knowledge: { kind: 'applied', offsets: applied, greatest: log.greatestApplied(applied) },
        trained: false,
      }))
      const row = { t: drawn.asOf, answeredAt: 90, applied: { log: applied }, cells }
      const missing = arrivalsMissing(drawn.facts, applied).filter(arrival => arrival <= drawn.asOf)
      const lag = missing.length === 0 ? 0 : drawn.asOf - Math.min(...missing)
      for (const outcome of Object.values(servedOutcomes(judgeCase({ ...drawn, row })))) {
        expect(['equal', `staleness ${lag}`]).toContain(outcome)
      }
    }),
    { numRuns: 500 },
  )
})

function arrivalsMissing(facts: readonly FactSketch[], applied: Readonly<Record<number, number>>): number[] {
  return facts.flatMap(({ a, at }) => {
    const [partition, offset] = at as readonly [number, number]
    return offset >= (applied[partition] as number) ? [a as number] : []
  })
}

test('a training set that is its declared reading is equal', () => {
  fc.assert(
    fc.property(drawn, drawn => {
      const row = { t: drawn.asOf }
      const trained = bare(valuesAt(drawn, knownAt(drawn.asOf, Math.max(drawn.asOf, drawn.k), true)))
      const known = bare(valuesAt(drawn, knownAt(drawn.asOf, drawn.asOf)))
      const outcomes = [
        ...Object.values(trainingOutcomes(judgeCase({ ...drawn, row, cut: drawn.k, training: [trained] }))),
        ...Object.values(
          trainingOutcomes(judgeCase({ ...drawn, row, reading: 'as-known', training: [known] })),
        ),
      ]
      expect(new Set(outcomes)).toEqual(new Set(['equal']))
    }),
    { numRuns: 300 },
  )
})

test('a training set that looked ahead, by T′ or by K, holds leaks and no defect', () => {
  const ahead = fc.record({
    by: fc.integer({ min: 1, max: 40 }),
    kind: fc.constantFrom('moved', 'kept', 'knowledge'),
  })
  fc.assert(
    fc.property(drawn, ahead, (drawn, { by, kind }) => {
      const { asOf } = drawn
      const k = Math.max(asOf, drawn.k)
      const looked =
        kind === 'knowledge'
          ? valuesAt(drawn, knownAt(asOf, k + by, true))
          : valuesAt(
              drawn,
              knownAt(asOf + by, Math.max(k, asOf + by), true),
              kind === 'kept' ? asOf : undefined,
            )
      const judgement = judgeCase({ ...drawn, row: { t: asOf }, cut: drawn.k, training: [bare(looked)] })
      expect(['equal', 'leak']).toEqual(
        expect.arrayContaining([...new Set(Object.values(trainingOutcomes(judgement)))]),
      )
    }),
    { numRuns: 300 },
  )
})
