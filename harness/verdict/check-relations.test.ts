import { expect, test } from 'vitest'
import type { RelationResult } from '../../reports/result.ts'
import { buildResult } from './build-result.ts'
import { runFacts, tallyResult } from './testing/sample-run.ts'

const holds: RelationResult = {
  relation: 'redelivered',
  says: 'some records were delivered again',
  knows: 'that it takes records twice',
  notRun: null,
  pairs: 2,
  compared: 900,
  differing: 0,
  example: null,
  folder: null,
}
const broken = {
  ...holds,
  relation: 'restarted',
  says: 'its worker was restarted',
  differing: 3,
  example: 'fraud.spend of probe 7 is 2, not 1',
  folder: 'relations/restarted-related-1',
}
const resultOf = (relations: readonly RelationResult[]) =>
  buildResult(tallyResult({ compared: 1_000, equal: 1_000 }), runFacts({ relations }))

test('what does not follow is skew, though every value equals its recomputation: it names relation, value and runs', () => {
  const { verdict, sentences, relations } = resultOf([holds, broken])
  expect(verdict).toBe('skew')
  expect(sentences[0]).toBe(
    'relations: restarted: 3 of 900 values changed though only its worker was restarted (fraud.spend of probe 7 is 2, not 1; both runs are in relations/restarted-related-1)',
  )
  expect(relations).toEqual([holds, broken])
})

test('relations that hold pass on what they compared, and those that were not run are no pass', () => {
  const check = (relations: readonly RelationResult[]) =>
    resultOf(relations).checks.find(({ name }) => name === 'relations')
  expect(check([holds])).toMatchObject({ verdict: 'pass', detail: '1 relation holds on 900 values' })
  expect(check([{ ...holds, pairs: 0, notRun: 'the store takes no record twice' }])?.verdict).toBe('skipped')
})
