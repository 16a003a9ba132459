import { expect, test } from 'vitest'
import { mutantStatus } from './mutant-status.ts'

const named = (counts: Readonly<Record<string, number>>) => {
  return Object.entries(counts).map(([cause, cells]) => ({ cause, cells }))
}
const evidence = { causes: ['a', 'b'], caught: true, met: true, named: named({ b: 5, a: 5 }) }

test('a mutant is killed only where it was caught and each of its causes, and no other, was named', () => {
  expect(mutantStatus(evidence)).toBe('killed')
  expect(mutantStatus({ ...evidence, named: null })).toBe('killed')
  expect(mutantStatus({ ...evidence, named: named({ a: 5 }) })).toBe('misnamed')
  expect(mutantStatus({ ...evidence, named: named({ a: 5, c: 5 }) })).toBe('misnamed')
  expect(mutantStatus({ ...evidence, named: named({ a: 5, b: 5, c: 2 }) })).toBe('misnamed')
  expect(mutantStatus({ ...evidence, named: [] })).toBe('misnamed')
})

test('a cause of less than a tenth spoils no name, makes none alone, and makes the second of a pair from five cells on', () => {
  const single = { ...evidence, causes: ['b'] }
  expect(mutantStatus({ ...single, named: named({ a: 95, b: 5 }) })).toBe('misnamed')
  expect(mutantStatus({ ...evidence, named: named({ a: 50, b: 45, c: 5 }) })).toBe('killed')
  expect(mutantStatus({ ...evidence, named: named({ a: 96, b: 4 }) })).toBe('misnamed')
  expect(mutantStatus({ ...evidence, named: named({ a: 45, b: 45, c: 10 }) })).toBe('misnamed')
})

test('one that was not caught survived where its bug was met, and tells nothing where it was not', () => {
  expect(mutantStatus({ ...evidence, caught: false })).toBe('survived')
  expect(mutantStatus({ ...evidence, caught: false, met: false })).toBe('not-triggered')
})
