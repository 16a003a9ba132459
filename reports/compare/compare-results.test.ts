import { expect, test } from 'vitest'
import type { Result } from '../result.ts'
import { reportRuns } from '../testing/report-runs.ts'
import { cells, sampleResult } from '../testing/sample-result.ts'
import { compareResults, comparisonExitCode } from './compare-results.ts'
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
  expect(comparisonExitCode(found)).toBe(1)
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

test('a broken or inconclusive run is told, and is no success', () => {
  const broken: Result = { ...run({ a: right }), verdict: 'broken', sentences: ['two evaluators disagree'] }
  const unsure: Result = {
    ...run({ a: cells({}) }),
    verdict: 'inconclusive',
    sentences: ['nothing was compared'],
  }
  const fine = run({ a: right })
  const found = compareResults(fine, broken)
  expect(renderComparison(found)).toMatch(/after: BROKEN {3}two evaluators disagree\n.*proves nothing/)
  expect(comparisonExitCode(found)).toBe(3)
  expect(comparisonExitCode(compareResults(broken, fine))).toBe(3)
  const lost = compareResults(fine, unsure)
  expect(lost.lost.map(({ name }) => name)).toEqual(['a'])
  expect(renderComparison(lost)).toMatch(/0 new, .* 1 no longer to be told\n[\s\S]*after: INCONCLUSIVE/)
  expect(comparisonExitCode(lost)).toBe(2)
  expect(comparisonExitCode(compareResults(unsure, fine))).toBe(0)
  expect(comparisonExitCode(compareResults(run({ a: wrong }), unsure))).toBe(2)
})

test('what fails for another cause now is told with both, and a new cause is new', () => {
  const [cause] = reportRuns.failing?.features.spend_24h?.causes ?? []
  const failing = reportRuns.failing as Result
  const because = (...causes: string[]): Result => ({
    ...failing,
    features: {
      spend_24h: {
        ...failing.features.spend_24h!,
        causes: causes.map(name => ({ ...cause!, cause: name })),
      },
    },
  })
  const found = compareResults(because('as-of-boundary'), because('late-dropped'))
  expect(found.changed.map(({ after }) => after.name)).toEqual(['spend_24h'])
  expect(renderComparison(found)).toContain('as-of-boundary (online) → late-dropped (online)')
  expect(comparisonExitCode(found)).toBe(1)
  // One of two causes that went is no new failure.
  const fewer = compareResults(because('as-of-boundary', 'late-dropped'), because('late-dropped'))
  expect([fewer.changed.length, comparisonExitCode(fewer)]).toEqual([1, 0])
  const same = compareResults(because('a', 'b'), because('b', 'a'))
  expect([same.changed.length, comparisonExitCode(same)]).toEqual([0, 0])
})
