import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StoredFeature } from '../../features/definitions.ts'
import type { Instant } from '../../features/value.ts'
import type { EvaluationPoint } from '../oracle/recomputed.ts'
import {
  knowledgeCandidates,
  laterKnowledge,
  laterReadings,
  type SearchedFeature,
} from './candidate-instants.ts'
import type { SpecSource } from './spec-source.ts'
import { specificationSources } from './specification-sources.ts'
import { arbitraryAsOf, arbitraryFacts, arbitraryFeature } from './testing/arbitrary-case.ts'
import { define, type FactSketch, placedRecords } from './testing/judge-case.ts'

const drawn = fc.record({ body: arbitraryFeature, facts: arbitraryFacts, asOf: arbitraryAsOf })

function prepare(body: object, facts: readonly FactSketch[]): SearchedFeature {
  const definitions = define({ f: body })
  const log: SpecSource = specificationSources(placedRecords(facts))(definitions, 'log')
  return { feature: definitions.features.get('f') as StoredFeature, key: ['a'], log }
}

function shown({ feature, key, log }: SearchedFeature, point: EvaluationPoint, tailFrom?: Instant): string {
  const { value, state } = log.evaluate(feature, key, point, tailFrom)
  return `${state} ${value}`
}

const at = (asOf: Instant, k: Instant, trained = false): EvaluationPoint => {
  return { asOf, knowledge: { kind: 'at', k }, trained }
}

const instants = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

test('no K shows a value that its next later candidate does not show: the search misses no lag', () => {
  fc.assert(
    fc.property(drawn, fc.integer({ min: -20, max: 80 }), ({ body, facts, asOf }, ceiling) => {
      const searched = prepare(body, facts)
      const candidates = knowledgeCandidates([searched], asOf, ceiling).toReversed()
      for (const k of instants(-90, ceiling)) {
        const next = candidates.find(candidate => candidate >= k) as Instant
        expect(shown(searched, at(asOf, next))).toBe(shown(searched, at(asOf, k)))
      }
    }),
    { numRuns: 300 },
  )
})

test('no T′ shows a value that its last earlier candidate does not show: the search misses no leak', () => {
  fc.assert(
    fc.property(drawn, fc.integer({ min: -20, max: 70 }), ({ body, facts, asOf }, cut) => {
      const searched = prepare(body, facts)
      const candidates = [asOf, ...laterReadings([searched], asOf)]
      for (const later of instants(asOf, 130)) {
        const last = candidates.findLast(candidate => candidate <= later) as Instant
        expect(shown(searched, at(last, last))).toBe(shown(searched, at(later, later)))
        const known = (t: Instant) => at(t, Math.max(cut, t), true)
        expect(shown(searched, known(last))).toBe(shown(searched, known(later)))
        expect(shown(searched, known(last), asOf)).toBe(shown(searched, known(later), asOf))
      }
    }),
    { numRuns: 300 },
  )
})

test('no K after a floor shows a trained value that its last earlier candidate does not show', () => {
  fc.assert(
    fc.property(drawn, ({ body, facts, asOf }) => {
      const searched = prepare(body, facts)
      const candidates = [asOf, ...laterKnowledge([searched], asOf)]
      for (const k of instants(asOf, 90)) {
        const last = candidates.findLast(candidate => candidate <= k) as Instant
        expect(shown(searched, at(asOf, last, true))).toBe(shown(searched, at(asOf, k, true)))
      }
    }),
    { numRuns: 300 },
  )
})
