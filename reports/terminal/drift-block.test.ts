import { expect, test } from 'vitest'
import type { DriftPart, DriftStage } from '../drift-result.ts'
import { sampleResult } from '../testing/sample-result.ts'
import { renderResult } from './render-result.ts'

const part: DriftPart = {
  part: 'values',
  measure: 'ks',
  verdict: 'fail',
  distance: 0.5,
  low: 0.4,
  high: 0.6,
  epsilon: 0.1,
  alpha: 0.01,
  p: 1e-9,
  method: 'exact-given-ties',
  adjusted: null,
  direction: 'up',
  oneSided: null,
  shares: null,
  smallest: null,
  effective: { reference: 4_000, current: 4_000 },
}

const feature = {
  type: 'float',
  rows: { reference: 4_000, current: 4_000 },
  smallestShift: null,
  known: null,
  parting: null,
  unseen: [],
  where: [],
  notes: [],
}

const flip = { p: 0.5, up: 0.5, down: 0.5, clusters: 3, method: 'exact' } as const

function stage(verdict: DriftStage['verdict']): DriftStage {
  const side = (name: string) => ({ name, rows: 4_000, entities: null })
  return {
    schema: 'plumbline.drift/1',
    verdict,
    sentences: ['1 of 3 comparisons drifted'],
    look: 1,
    declared: false,
    comparisons: [
      {
        name: 'fraud: training against served',
        reference: side('training set of fraud'),
        current: side('served fraud'),
        alpha: 0.03,
        features: [
          { ...feature, column: 'spend', verdict: 'fail', sentence: 'shifted up', parts: [part] },
          { ...feature, column: 'attempts', verdict: 'pass', sentence: 'stayed', parts: [] },
        ],
        notCompared: [],
      },
    ],
    paired: [
      {
        name: 'fraud: served against as-known',
        budget: 0,
        features: [
          {
            column: 'units',
            verdict: 'fail',
            sentence: '3 of 9 pairs differ',
            compared: 9,
            entities: 3,
            mismatches: 3,
            stale: 1,
            designEffect: 2,
            interval: { independent: null, clustered: null },
            direction: { ...flip, larger: 3, smaller: 0 },
            magnitude: flip,
            nulls: { ...flip, servedOnly: 0, knownOnly: 0 },
            found: null,
          },
        ],
      },
    ],
    notes: [],
    settings: {},
  }
}

function shown(verdict: DriftStage['verdict'], check: 'pass' | 'fail' | 'inconclusive'): string {
  const { checks } = sampleResult()
  const drift = { name: 'drift' as const, verdict: check, detail: 'what it came to' }
  const result = sampleResult({ drift: stage(verdict), checks: [...checks.slice(0, -1), drift] })
  return renderResult(result, { color: false, width: 80, paths: {} })
}

test('what drifted stands in a table of its own, and what stayed does not', () => {
  const text = shown('skew', 'inconclusive')
  expect(text).toMatch(/^ {2}fraud: served against as-known, pair by pair, budget 0 %$/m)
  expect(text).toMatch(/^ {2}units +differs +9 +3 +1 +– +0\.5000 +0\.5000$/m)
  expect(text).toMatch(/^ {2}spend +drift +values +0\.500 +0\.400–0\.600 +0\.100/m)
  expect(text).toMatch(/^ {2}spend: shifted up$/m)
  expect(text).not.toContain('attempts: ')
})

test('a stage that is unsure has one line, and one that failed is told by verdict and table', () => {
  expect(shown('inconclusive', 'inconclusive')).toMatch(/^ {2}drift +inconclusive: what it came to$/m)
  expect(shown('inconclusive', 'inconclusive')).not.toContain('against as-known')
  expect(shown('pass', 'pass')).toMatch(/^ {2}drift +pass: what it came to$/m)
  expect(shown('skew', 'fail')).not.toContain('what it came to')
})
