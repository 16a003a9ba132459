import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { mergeToString } from 'junit-report-merger'
import { parse as parseJunit } from 'junit2json'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import type { Log } from 'sarif'
import { afterAll, expect, test } from 'vitest'
import { casesOf } from './cases/cases-of.ts'
import { renderAnnotations } from './github/render-annotations.ts'
import { renderJunit } from './junit/render-junit.ts'
import { renderSummary } from './markdown/render-summary.ts'
import type { Result } from './result.ts'
import { renderSarif } from './sarif/render-sarif.ts'
import { latencyRun } from './testing/other-runs.ts'
import { hostileName } from './testing/report-runs.ts'
import { cells, feature, sampleResult } from './testing/sample-result.ts'

const schema = XmlDocument.fromString(
  readFileSync(new URL('../ci/fixtures/junit.xsd', import.meta.url), 'utf8'),
)
const validator = XsdValidator.fromDoc(schema)
afterAll(() => {
  validator.dispose()
  schema.dispose()
})

function validate(xml: string): void {
  const document = XmlDocument.fromString(xml)
  try {
    validator.validate(document)
  } finally {
    document.dispose()
  }
}

/** A run with a feature of each fate, whose names are what the test wants. */
function mixed(name: string, scenario = 'boundaries', reason = 'the store has no clock'): Result {
  const wrong = cells({ compared: 40, equal: 30, defect: 10 })
  const unanswered = cells({ compared: 40, error: 40 })
  const right = cells({ compared: 40, equal: 40 })
  const features = { [name]: wrong, silent: unanswered, fine: right }
  return sampleResult({
    verdict: 'skew',
    exitCode: 1,
    sentences: [`${name} is wrong online`],
    features: { [name]: feature(name, { cells: wrong }), silent: feature('silent'), fine: feature('fine') },
    scenarios: [{ scenario, runs: 1, rows: 40, cells: cells({}), features, missed: [] }],
    notRun: [{ what: 'restart', reason }],
  })
}

test('each feature in each scenario is a case, and so is each check and what was not run', () => {
  expect(casesOf(mixed('spend')).map(({ suite, name, status }) => [suite, name, status])).toEqual([
    ['boundaries', 'spend', 'fail'],
    ['boundaries', 'silent', 'inconclusive'],
    ['boundaries', 'fine', 'pass'],
    ['checks', 'values', 'pass'],
    ['checks', 'drift', 'skipped'],
    ['not run', 'restart', 'skipped'],
  ])
})

test('what went wrong with questions under a condition is a case of its own', () => {
  const found = casesOf(latencyRun).filter(({ name }) => name === 'questions meanwhile')
  expect(found.map(({ status, message }) => [status, message])).toEqual([['inconclusive', hostileName]])
  validate(renderJunit(latencyRun))
})

test('JUnit counts as two of its consumers count it, and keeps to its schema', async () => {
  const xml = renderJunit(mixed('spend'))
  validate(xml)
  const read = await parseJunit(xml)
  const suites = (read as { testsuite: { name: string; testcase: { name: string }[] }[] }).testsuite
  expect(suites.map(({ name, testcase }) => [name, testcase.length])).toEqual([
    ['boundaries', 3],
    ['checks', 2],
    ['not run', 1],
  ])
  // What merges the reports of many jobs into one adds up what it understood.
  const merged = new XMLParser({ ignoreAttributes: false }).parse(
    await mergeToString([xml, renderJunit(mixed('rate'))]),
  )
  expect(merged.testsuites).toMatchObject({ '@_tests': '12', '@_failures': '2', '@_errors': '2' })
})

test('a case of JUnit says what is wrong in its message', () => {
  const parsed = new XMLParser({ ignoreAttributes: false }).parse(renderJunit(mixed('spend')))
  expect(parsed.testsuites).toMatchObject({ '@_tests': '6', '@_failures': '1', '@_errors': '1' })
  const [failed, silent] = parsed.testsuites.testsuite[0].testcase
  expect(failed.failure['@_message']).toBe('10 of 40 served values wrong')
  expect(silent.error['@_message']).toContain('could not be judged')
})

test('no name breaks out of any format, and none is lost', () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      '</script><img onerror=alert(1)>',
      ']]><x>',
      'a|b\n| c',
      '&amp;"\'',
      '::error::x',
      '%0A',
      '\u0000\u0001\ud800',
      '`code`',
    ),
    fc.string({ unit: 'binary', minLength: 1 }),
  )
  fc.assert(
    fc.property(hostile, hostile, hostile, (name, scenario, reason) => {
      const result = mixed(`n${name}`, `s${scenario}`, reason)
      const xml = renderJunit(result)
      validate(xml)
      expect(new XMLParser({ ignoreAttributes: false }).parse(xml).testsuites['@_tests']).toBe('6')
      const summary = renderSummary(result)
      expect(summary.split('\n').filter(line => line.startsWith('| '))).toHaveLength(7)
      expect(summary).not.toMatch(/<(?!br)/)
      for (const line of renderAnnotations(result).trimEnd().split('\n'))
        expect(line).toMatch(/^::(error|warning|notice) title=/)
      expect((JSON.parse(renderSarif(result, 'features.ts')) as Log).runs[0]!.results).toHaveLength(1)
    }),
  )
})

test('a summary stays below a megabyte and says what it left out', () => {
  const features = Object.fromEntries(
    Array.from({ length: 9_000 }, (_, i) => [
      `feature_${i}_${'x'.repeat(120)}`,
      cells({ compared: 5, defect: 5 }),
    ]),
  )
  const scenario = { scenario: 's', runs: 1, rows: 5, cells: cells({}), features, missed: [] }
  const summary = renderSummary(sampleResult({ scenarios: [scenario] }))
  expect(Buffer.byteLength(summary)).toBeLessThan(2 ** 20)
  expect(summary).toMatch(/and [\d,]+ more rows, all in result\.json\n$/)
})

test('annotations are ten at most, the last of them a count; none where all passed', () => {
  const features = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`f${i}`, cells({ compared: 5, defect: 5 })]),
  )
  const scenario = { scenario: 's', runs: 1, rows: 5, cells: cells({}), features, missed: [] }
  const lines = renderAnnotations(sampleResult({ scenarios: [scenario] }))
    .trimEnd()
    .split('\n')
  expect(lines).toHaveLength(10)
  expect(lines[9]).toContain('and 21 more findings')
  expect(renderAnnotations(sampleResult())).toBe('')
})

test('SARIF names the cause as its rule, and the same finding has the same fingerprint in the next run', () => {
  const result = mixed('spend')
  const log = JSON.parse(renderSarif(result, 'fraud.ts')) as Log
  const [finding] = log.runs[0]!.results!
  expect(finding).toMatchObject({ ruleId: 'skew', level: 'error' })
  expect(log.runs[0]!.tool.driver.rules!.map(rule => rule.id)).toEqual(['skew'])
  const again = JSON.parse(renderSarif({ ...result, rows: 99 }, 'fraud.ts')) as Log
  expect(again.runs[0]!.results![0]!.partialFingerprints).toEqual(finding!.partialFingerprints)
})
