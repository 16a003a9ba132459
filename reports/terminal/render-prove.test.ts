import { expect, test } from 'vitest'
import { proof, provedMutant } from '../testing/sample-proof.ts'
import { renderProve } from './render-prove.ts'

test('names, status and where it was caught stand in a narrow terminal; the rest gives way', () => {
  const text = renderProve(proof(), { color: false, width: 80 })
  expect(text).toMatch(/^PASS {3}1 of 1 mutant killed\n/)
  expect(text).toMatch(/head-included +killed +steady/)
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

test('a broken harness is told of, without a table of mutants that were not run', () => {
  const problem = 'it calls what is right wrong'
  const text = renderProve(
    proof({
      verdict: 'broken',
      sentences: [`the harness fails its assay right-values: ${problem}`],
      assays: [{ name: 'right-values', about: 'windows', problem }],
      control: null,
      mutants: [],
    }),
    { color: false, width: 100 },
  )
  expect(text).toMatch(/^BROKEN {3}the harness fails its assay right-values/)
  expect(text).toContain('0 of 1 assays answered rightly')
  expect(text).not.toContain('first caught in')
})

test('what was not killed is told by its status', () => {
  const text = renderProve(proof({ mutants: [provedMutant({ status: 'survived', detection: null })] }), {
    color: false,
    width: 100,
  })
  expect(text).toMatch(/head-included +survived +–/)
})
