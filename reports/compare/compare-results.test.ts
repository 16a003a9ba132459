import { expect, test } from 'vitest'
import type { Result } from '../result.ts'
import { reportRuns } from '../testing/report-runs.ts'
import { cells, sampleResult } from '../testing/sample-result.ts'
import { compareResults } from './compare-results.ts'
import { renderComparison } from './render-comparison.ts'

const wrong = cells({ compared: 10, equal: 9, defect: 1 })
const right = cells({ compared: 10, equal: 10 })

function run(features: Result['scenarios'][number]['features']): Result {
  return sampleResult({
    scenarios: [{ scenario: 'late', runs: 1, rows: 10, cells: right, features, missed: [] }],
    checks: [],
  })
}

test('tells what is new, mended, unchanged, and what was not judged again', () => {
  const before = run({ a: wrong, b: wrong, c: right, d: wrong })
  const found = compareResults(before, run({ a: wrong, b: right, c: wrong, e: wrong }))
  const names = (cases: readonly { readonly name: string }[]) => cases.map(({ name }) => name)
  expect(names(found.appeared)).toEqual(['c', 'e'])
  expect(names(found.mended)).toEqual(['b'])
  expect(names(found.unchanged)).toEqual(['a'])
  expect(names(found.notSeen)).toEqual(['d'])
  const text = renderComparison(found)
  expect(text.split('\n')[0]).toBe('2 new, 1 mended, 1 unchanged, 1 not judged again')
  expect(text.indexOf('NEW')).toBeLessThan(text.indexOf('MENDED'))
})

test('a feature that answers nothing any more is not mended', () => {
  const nothing = cells({})
  expect(compareResults(run({ a: wrong }), run({ a: nothing })).mended).toEqual([])
})

test('a run held against itself has nothing new', () => {
  for (const each of Object.values(reportRuns)) {
    const { appeared, mended, notSeen } = compareResults(each, each)
    expect([...appeared, ...mended, ...notSeen]).toEqual([])
  }
})
