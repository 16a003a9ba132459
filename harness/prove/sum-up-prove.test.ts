import { expect, test } from 'vitest'
import { proveResultSchema } from '../../reports/prove-result.ts'
import { provedMutant } from '../../reports/testing/sample-proof.ts'
import { type ProveFindings, sumUpProve } from './sum-up-prove.ts'

const findings: ProveFindings = {
  seed: 1,
  scenarios: ['steady'],
  assays: [{ name: 'right-values', about: 'windows', problem: null }],
  control: { runs: 1, judged: 100, wrong: 0 },
  mutants: [provedMutant()],
  versions: {},
  durationMs: 1,
}

const exitOf = (more: Partial<ProveFindings>) => {
  const result = proveResultSchema.parse(sumUpProve({ ...findings, ...more }))
  return [result.exitCode, result.sentences[0]]
}

test('all killed passes', () => {
  expect(exitOf({})).toEqual([0, '1 of 1 mutant killed'])
})

test('a mutant that is not killed, for whatever reason, fails and is named', () => {
  for (const status of ['survived', 'misnamed', 'not-triggered', 'timeout'] as const) {
    const result = sumUpProve({ ...findings, mutants: [provedMutant(), provedMutant({ status })] })
    expect([result.exitCode, result.sentences[0]]).toEqual([1, '1 of 2 mutants killed'])
    expect(result.sentences).toContain(`${status}: head-included`)
    expect(result.totals[status]).toBe(1)
  }
})

test('it passes where all are caught, nineteen of twenty named exactly, and none misleads', () => {
  const right = Array.from({ length: 19 }, () => provedMutant())
  const named = (cause: string) => {
    const cells = [
      { cause: 'unexplained', cells: 9 },
      { cause, cells: 5 },
    ]
    return provedMutant({ status: 'misnamed', named: cells })
  }
  const own = provedMutant().causes[0] ?? ''
  const exit = (mutants: ProveFindings['mutants']) => sumUpProve({ ...findings, mutants })
  expect(exit([...right, named(own)]).exitCode).toBe(0)
  expect(exit([...right, named('stale')]).exitCode).toBe(1)
  expect(exit([...right, named('stale')]).sentences.at(-1)).toMatch(
    /wrong thing would be mended: head-included$/,
  )
  expect(exit([...right.slice(1), named(own)]).exitCode).toBe(1)
  expect(exit([...right, provedMutant({ status: 'survived' })]).exitCode).toBe(1)
})

test('a failed assay, a false alarm, a control of nothing and a run without assays or mutants are broken', () => {
  const assay = { name: 'right-values', about: 'windows', problem: 'it says no' }
  expect(exitOf({ assays: [assay] })).toEqual([3, 'the harness fails its assay right-values: it says no'])
  expect(exitOf({ control: { runs: 1, judged: 100, wrong: 2 } })[0]).toBe(3)
  expect(exitOf({ control: { runs: 1, judged: 0, wrong: 0 } })[0]).toBe(3)
  expect(exitOf({ control: null })[0]).toBe(3)
  expect(exitOf({ assays: [] })[0]).toBe(3)
  expect(exitOf({ mutants: [] })).toEqual([3, 'no mutant was run'])
})

test('that no cause was named is said where no diagnosis ran', () => {
  const { sentences } = sumUpProve({ ...findings, mutants: [provedMutant({ named: null })] })
  expect(sentences.at(-1)).toMatch(/^no diagnosis ran/)
})
