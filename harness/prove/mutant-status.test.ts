import { expect, test } from 'vitest'
import { mutantStatus } from './mutant-status.ts'

const evidence = { causes: ['a', 'b'], caught: true, met: true, named: ['b', 'a'] }

test('a mutant is killed only where it was caught and each of its causes, and no other, was named', () => {
  expect(mutantStatus(evidence)).toBe('killed')
  expect(mutantStatus({ ...evidence, named: null })).toBe('killed')
  expect(mutantStatus({ ...evidence, named: ['a'] })).toBe('misnamed')
  expect(mutantStatus({ ...evidence, named: ['a', 'b', 'c'] })).toBe('misnamed')
  expect(mutantStatus({ ...evidence, named: ['a', 'a'] })).toBe('misnamed')
  expect(mutantStatus({ ...evidence, named: [] })).toBe('misnamed')
})

test('one that was not caught survived where its bug was met, and tells nothing where it was not', () => {
  expect(mutantStatus({ ...evidence, caught: false })).toBe('survived')
  expect(mutantStatus({ ...evidence, caught: false, met: false })).toBe('not-triggered')
})
