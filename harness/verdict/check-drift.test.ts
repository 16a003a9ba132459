import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DriftStage, driftStageSchema, type Judged } from '../../reports/drift-result.ts'
import type { TallyResult } from '../diff/tally.ts'
import type { DriftFacts } from '../drift/drift-facts.ts'
import { parseDriftSettings } from '../drift/drift-settings.ts'
import { buildResult } from './build-result.ts'
import { columnPairs, driftComparison, driftFacts } from './testing/sample-drift.ts'
import { runFacts, tallyResult } from './testing/sample-run.ts'

const clean = tallyResult({ compared: 1_000, equal: 1_000 })
const defective = tallyResult({ compared: 1_000, equal: 999, defect: 1 })
const moved = [driftComparison({ spend: 'fail', other: 'pass' })]

function resultOf(tally: TallyResult, more: Partial<DriftFacts>) {
  const result = buildResult(tally, runFacts({ drift: driftFacts(more) }))
  const check = result.checks.find(({ name }) => name === 'drift')
  return { ...result, drift: driftStageSchema.parse(result.drift) as DriftStage, check }
}

test('without a stage the check is skipped, and with nothing amiss it passes', () => {
  expect(buildResult(clean, runFacts()).checks.at(-1)).toMatchObject({ name: 'drift', verdict: 'skipped' })
  const { check, verdict, drift } = resultOf(clean, { comparisons: [driftComparison({ spend: 'pass' })] })
  expect(check).toMatchObject({ verdict: 'pass', detail: 'no drift that matters in 2 comparisons' })
  expect([verdict, drift.verdict]).toEqual(['pass', 'pass'])
})

test('distributions that moved with no wrong value behind them are said, and fail nothing', () => {
  const { check, verdict, drift, sentences } = resultOf(clean, { comparisons: moved })
  expect([verdict, drift.verdict, check?.verdict]).toEqual(['pass', 'skew', 'inconclusive'])
  expect(check).toMatchObject({
    detail: expect.stringMatching(/no value of it is wrong.*declare with --drift/),
  })
  expect(sentences.join()).not.toContain('moved')
})

test('declared, the same fails, and says so first', () => {
  const { check, verdict, exitCode, sentences } = resultOf(clean, { comparisons: moved, declared: true })
  expect([verdict, exitCode, check?.verdict]).toEqual(['skew', 1, 'fail'])
  expect(sentences).toEqual([
    'drift: 1 feature moved between training and served, spend (d: training against served) among them: spend is fail',
  ])
})

test('with a wrong value behind it it fails, and the values are what is told', () => {
  const { check, sentences } = resultOf(defective, { comparisons: moved })
  expect(check?.verdict).toBe('fail')
  expect(sentences.filter(each => each.startsWith('drift'))).toEqual([])
})

test('pairs: a defect fails, stale ones do not, too few are unsure', () => {
  const pairs = (...counts: [number, number, number]) =>
    resultOf(clean, { pairs: [columnPairs('spend', ...counts)] })
  expect(pairs(1, 0, 999)).toMatchObject({ check: { verdict: 'fail' }, drift: { verdict: 'skew' } })
  expect(pairs(0, 500, 500)).toMatchObject({ check: { verdict: 'pass' }, verdict: 'pass' })
  expect(pairs(0, 0, 99)).toMatchObject({ check: { verdict: 'inconclusive' }, verdict: 'pass' })
  const ignored = driftFacts({
    pairs: [columnPairs('spend', 1, 0, 999)],
    settings: parseDriftSettings({ ignore: ['spend'] }, 'x'),
  })
  // What is ignored is compared by nobody, and that is no pass.
  expect(resultOf(clean, ignored)).toMatchObject({ check: { verdict: 'inconclusive' } })
})

test('no drift stage fails or lowers a run in which no value is wrong, unless it was declared', () => {
  const judged = fc.constantFrom<Judged>('pass', 'fail', 'inconclusive')
  fc.assert(
    fc.property(judged, judged, fc.nat(300), fc.nat(300), (a, b, stale, equal) => {
      const comparisons = [driftComparison({ spend: a, other: b })]
      const { verdict, sentences } = resultOf(clean, {
        comparisons,
        pairs: [columnPairs('spend', 0, stale, equal)],
      })
      const without = buildResult(clean, runFacts())
      expect([verdict, sentences]).toEqual([without.verdict, without.sentences])
    }),
  )
})
