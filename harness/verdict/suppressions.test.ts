import { expect, test } from 'vitest'
import type { DriftComparison, DriftStage } from '../../reports/drift-result.ts'
import type { Diagnosis, NamedCause } from '../diagnose/diagnosis.ts'
import { buildResult } from './build-result.ts'
import { acceptSuppressed, type Suppression } from './suppressions.ts'
import { driftComparison } from './testing/sample-drift.ts'
import { runFacts, tallyResult } from './testing/sample-run.ts'

const cause = (name: NamedCause['cause']): NamedCause => ({
  cause: name,
  side: 'online',
  wrongSide: 'online',
  does: 'does it',
  mend: 'mend it',
  explained: 1,
  mismatches: 1,
  contradicted: 0,
  matches: 1,
  mismatchesOf: 1,
  matchesOf: 1,
  confidence: 1,
  proof: 'so it is',
  ruledOut: [],
})

const diagnosed = (...names: NamedCause['cause'][]): Diagnosis => ({
  features: new Map([['d.spend', names.map(cause)]]),
  cells: [],
})

const known: Suppression = {
  feature: 'd.spend',
  cause: 'stale',
  owner: 'Ada',
  reason: 'the cache goes in May',
  expires: 200,
}

function resultWith(diagnosis: Diagnosis, all: readonly Suppression[], at = 100) {
  const suppressions = { path: 'known.json', all, at }
  const budgets = { freshnessSlo: null, lateDataShare: null, suppressions }
  const defect = diagnosis.features.size
  return buildResult(
    tallyResult({ compared: 5, equal: 5 - defect, defect }),
    runFacts({ budgets, diagnosis }),
  )
}

const checkOf = (result: ReturnType<typeof resultWith>, name: string) =>
  result.checks.find(check => check.name === name)

test('a difference whose every cause is suppressed fails nothing, and is counted and said all the same', () => {
  const result = resultWith(diagnosed('stale'), [known])
  expect(result.verdict).toBe('pass')
  expect(result.cells.defect).toBe(1)
  expect(checkOf(result, 'suppressions')?.verdict).toBe('pass')
  expect(result.notes).toContain('wrong values that are suppressed, and counted as right in the verdict: 1')
})

test('one cause more than is suppressed fails the run', () => {
  expect(resultWith(diagnosed('stale', 'fact-lost'), [known]).verdict).toBe('skew')
  expect(resultWith(diagnosed('unexplained'), [known]).verdict).toBe('skew')
})

test('a suppression that is over fails the run, and names who answers for it', () => {
  const result = resultWith(diagnosed('stale'), [known], 200)
  expect(checkOf(result, 'values')?.verdict).toBe('fail')
  expect(checkOf(result, 'suppressions')).toMatchObject({
    verdict: 'fail',
    detail: expect.stringContaining('ask Ada'),
  })
})

test('a suppression that matches nothing any more fails the run, but not where its feature was not compared', () => {
  const clean: Diagnosis = { features: new Map(), cells: [] }
  expect(checkOf(resultWith(clean, [known]), 'suppressions')?.verdict).toBe('fail')
  expect(resultWith(clean, [known]).verdict).toBe('skew')
  expect(resultWith(clean, [{ ...known, feature: 'd.other' }]).verdict).toBe('pass')
})

test('each suppression stands in the result with its owner, its end and whether it held', () => {
  const statesAt = (at: number) =>
    resultWith(diagnosed('stale'), [known, { ...known, cause: 'fact-lost' }], at).suppressions?.map(
      each => each.state,
    )
  expect(statesAt(100)).toEqual(['active', 'idle'])
  expect(statesAt(200)).toEqual(['expired', 'expired'])
  const [first] = resultWith(diagnosed('stale'), [known]).suppressions ?? []
  expect(first).toEqual({ ...known, expires: '1970-01-01T00:00:00.000200Z', state: 'active' })
  expect(buildResult(tallyResult({}), runFacts({})).suppressions).toBeUndefined()
})

test('what is suppressed does not fail the run as drift either', () => {
  const budgets = {
    freshnessSlo: null,
    lateDataShare: null,
    suppressions: { path: 'k.json', all: [known], at: 100 },
  }
  const facts = runFacts({ budgets, diagnosis: diagnosed('stale') })
  const paired = { name: 'd: served against as-known', budget: 0, features: [] }
  const comparisons = [driftComparison({ spend: 'fail' })]
  const drift = { ...sumUpStageOf(comparisons), paired: [paired] }
  const { drift: left } = acceptSuppressed(tallyResult({ compared: 5, equal: 4, defect: 1 }), facts, drift)
  expect(left?.verdict).toBe('pass')
  const other = { ...sumUpStageOf([driftComparison({ spend: 'fail', units: 'fail' })]), paired: [] }
  expect(
    acceptSuppressed(tallyResult({ compared: 5, equal: 4, defect: 1 }), facts, other).drift?.verdict,
  ).toBe('skew')
})

function sumUpStageOf(comparisons: readonly DriftComparison[]): DriftStage {
  return {
    schema: 'plumbline.drift/1',
    verdict: 'skew',
    sentences: ['moved'],
    look: 1,
    comparisons: [...comparisons],
    paired: [],
    notes: [],
    settings: {},
    declared: false,
  }
}
