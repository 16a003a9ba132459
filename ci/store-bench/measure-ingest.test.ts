import { expect, test } from 'vitest'
import { compareRuns } from './measure-ingest.ts'

const run = { records: 10, refused: 0, answers: ['1', '2'] }

// Catches a bench that calls a worker fast which lost records, refused them, or computed other values.
test.each([
  [run, run, []],
  [{ ...run, records: 9 }, run, ['hot: a worker into Redis took 9 records of 10']],
  [run, { ...run, records: 11 }, ['hot: a worker into memory took 11 records of 10']],
  [{ ...run, refused: 1 }, run, ['hot: a worker refused 1 records']],
  [{ ...run, answers: ['1', '3'] }, run, ['hot: 1 of 2 answers from Redis differ from those from memory']],
  [
    { ...run, answers: [] },
    { ...run, answers: [] },
    ['hot: 0 of 0 answers from Redis differ from those from memory'],
  ],
])('%j beside %j', (ours, recorded, differences) => {
  expect(compareRuns('hot', ours, recorded, 10)).toEqual(differences)
})
