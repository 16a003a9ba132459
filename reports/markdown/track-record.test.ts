import { expect, test } from 'vitest'
import { proof, provedMutant } from '../testing/sample-proof.ts'
import { trackRecord } from './track-record.ts'

test('each mutant has a row, and the matrix tells caught, met in vain and not met apart', () => {
  const lines = trackRecord(proof()).split('\n')
  expect(lines).toContain(
    '| head-included | Z#1356 | online | as-of-boundary | killed | as-of-boundary (3) | steady, seed 1 | 2 | 1,234 | 1 events, 1 probes |',
  )
  expect(lines).toContain('| head-included | 3 | · |  |')
  expect(lines).toContain('- Causes were named exactly for 1 of 1 mutants.')
})

test('where no diagnosis ran it does not look as if one had', () => {
  const text = trackRecord(proof({ mutants: [provedMutant({ named: null, shrunk: null })] }))
  expect(text).toContain('No diagnosis ran')
  expect(text).not.toContain('named exactly')
})
