import { expect, test } from 'vitest'
import { capabilityProblems } from './store-capabilities.ts'

const right = {
  name: 'mine',
  stack: 'in memory',
  asOfReads: true,
  states: false,
  onDemand: false,
  services: false,
  refresh: false,
  partitions: 0,
}

test('what every store must say is enough, and what it may say is checked too', () => {
  expect(capabilityProblems(right)).toEqual([])
  expect(capabilityProblems({ ...right, aggregates: ['count'], isolated: true, colour: 'red' })).toEqual([])
})

test('each wrong or missing member is named', () => {
  expect(capabilityProblems(undefined)).toEqual(['capabilities must be an object'])
  const { asOfReads, ...without } = right
  expect(asOfReads).toBe(true)
  expect(capabilityProblems(without)).toEqual(['capabilities.asOfReads must be true or false'])
  expect(capabilityProblems({ ...right, name: '', partitions: 1.5, isolated: 'yes' })).toEqual([
    'capabilities.name must be a text',
    'capabilities.partitions must be a whole number',
    'capabilities.isolated must be true or false',
  ])
})
