import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type AnyResult, knownSchemas, readResult } from './any-result.ts'
import { casesOf } from './cases/cases-of.ts'
import { proveSchemaName } from './prove-result.ts'
import { reportFormats } from './report-formats.ts'
import { resultJsonSchema } from './result-json-schema.ts'
import { driftRun, latencyRun } from './testing/other-runs.ts'
import { schemaProblems } from './testing/published-schema.ts'
import { hugeRun, reportRuns } from './testing/report-runs.ts'
import { proof } from './testing/sample-proof.ts'

const published = new URL('./result.schema.json', import.meta.url)
const stored = new URL('../ci/fixtures/results/', import.meta.url)
const runs = { ...reportRuns, huge: hugeRun(), drift: driftRun, latency: latencyRun, proof: proof() }

test('reports/result.schema.json is what the code reads: run node ci/write-result-schema.ts where it is not', () => {
  expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(JSON.parse(JSON.stringify(resultJsonSchema())))
})

test.each(Object.entries(runs))('a validator of its own accepts a %s run', (_, run) => {
  expect(schemaProblems(JSON.parse(JSON.stringify(run)))).toEqual([])
})

test.each([
  ['another verdict', { verdict: 'fine' }],
  ['an exit code that no verdict has', { exitCode: 7 }],
  ['a negative count', { rows: -1 }],
  ['no sentences', { sentences: undefined }],
  ['another version', { schema: 'plumbline.result/2' }],
  ['a share above 1', { sample: 1.5 }],
])('it refuses %s', (_, change) => {
  expect(
    schemaProblems(JSON.parse(JSON.stringify({ ...reportRuns.passing, ...change })), 'open'),
  ).not.toEqual([])
})

test('a member that a later version adds is no error to the published schema, and one to our own tests', () => {
  const later = { ...JSON.parse(JSON.stringify(reportRuns.passing)), invented: 1 }
  expect(schemaProblems(later, 'open')).toEqual([])
  expect(schemaProblems(later, 'closed')).not.toEqual([])
})

describe('results that earlier versions stored', () => {
  const files = readdirSync(stored)
  const jsonOf = (file: string): { schema: string } => JSON.parse(readFileSync(new URL(file, stored), 'utf8'))

  test('there is one of every version that is read, and of prove', () => {
    const kept = new Set(files.map(file => jsonOf(file).schema))
    expect([...kept].sort()).toEqual([...knownSchemas, proveSchemaName].sort())
  })

  test.each(files)('%s keeps to the published schema', file => {
    expect(schemaProblems(jsonOf(file), 'open')).toEqual([])
  })

  test.each(files.filter(file => !file.startsWith('prove')))(
    '%s is read and rendered in every format',
    file => {
      const read = readResult(jsonOf(file))
      expect(read.kind).toBe('read')
      const { result } = read as { result: AnyResult }
      const failed = casesOf(result).filter(({ status }) => status === 'fail')
      expect(failed.length).toBeGreaterThan(0)
      for (const { file, render } of reportFormats) {
        const text = render(result)
        expect(text.length, file).toBeGreaterThan(200)
        // Markdown has its backslashes.
        if (file !== 'plumbline.sarif') expect(text.replaceAll('\\', ''), file).toContain(failed[0]!.name)
      }
    },
  )
})
