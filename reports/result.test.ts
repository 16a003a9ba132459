import { expect, test } from 'vitest'
import { resultSchema } from './result.ts'
import { mismatch, sampleResult } from './testing/sample-result.ts'

test('a result survives JSON, its key parts among the mismatches too', () => {
  const result = sampleResult({ mismatches: [mismatch()] })
  expect(resultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
})

test('another schema, a verdict of another word and a check without its reason are refused', () => {
  const refused = (more: object) => resultSchema.safeParse({ ...sampleResult(), ...more }).success
  expect(refused({ schema: 'plumbline.result/2' })).toBe(false)
  expect(refused({ verdict: 'ok' })).toBe(false)
  expect(refused({ checks: [{ name: 'drift', verdict: 'skipped' }] })).toBe(false)
})
