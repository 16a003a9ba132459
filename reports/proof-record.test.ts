import { expect, test } from 'vitest'
import { proofRecordOf, proofRecordSchema } from './proof-record.ts'
import { proof } from './testing/sample-proof.ts'

test('the record holds the counts of the proof, and what it did not come to', () => {
  const totals = { killed: 5, misnamed: 2, survived: 1, 'not-triggered': 3, timeout: 4 }
  const made = proofRecordOf(
    proof({ totals, provenance: { versions: { plumbline: '9.9.9' }, durationMs: 1 } }),
    'now',
  )
  expect(proofRecordSchema.parse(made)).toMatchObject({
    recordedAt: 'now',
    version: '9.9.9',
    killed: 5,
    misnamed: 2,
    survived: 1,
    notTriggered: 3,
    timedOut: 4,
    clean: { judged: 2_000, wrong: 0 },
    assays: { right: 1, of: 1 },
  })
  const broken = proof({ control: null, assays: [{ name: 'a', about: 'b', problem: 'wrong' }] })
  expect(proofRecordOf(broken, 'now')).toMatchObject({ clean: null, assays: { right: 0, of: 1 } })
})
