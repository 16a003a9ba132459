import { expect, test } from 'vitest'
import type { PlacedRecord } from '../../features/log-record.ts'
import type { Value } from '../../features/value.ts'
import { emptyPage } from './history-page.ts'
import { loadRecords } from './load-records.ts'
import { stageMemory } from './stage-memory.ts'
import { everyTypeDocument, targets } from './testing/every-type.ts'

const [target] = targets(everyTypeDocument)

let positions = 0
const record = (
  id: bigint,
  key: readonly [string, bigint],
  arrivalTime: number,
  offset: number | null = null,
): PlacedRecord => ({
  source: 'payments',
  id,
  eventTime: 0,
  arrivalTime,
  op: 'upsert',
  revision: 0,
  fields: { payer: key[0], area: key[1] },
  position: positions++,
  placement: offset === null ? null : { partition: 0, offset },
})

const a = ['a', 1n] as const
const b = ['b', 1n] as const
const records = [
  record(1n, a, 10, 0),
  record(2n, b, 50, 1),
  // Arrives at 20 behind one that arrived at 50 in its partition: its α is raised.
  record(3n, a, 20, 2),
  record(4n, b, 30),
  // An id of b under the key a: only with b's record is it seen that it is misplaced.
  record(4n, a, 40),
  record(5n, ['a ', 1n], 60),
]

async function load(keys?: readonly (readonly Value[])[]) {
  const staged = await stageMemory({
    page: emptyPage,
    events: new Map([['payments', records]]),
    tables: [{ target: target!, served: [], training: null }],
  })
  const loaded = await loadRecords(staged, 'payments', keys === undefined ? {} : { keys })
  await staged.close()
  return loaded.map(each => [each.id, each.fields.payer, each.arrivalTime])
}

// Catches records out of log order, and an α that is not the raised one of every rule.
test('all records come in log order, with the α of every rule', async () => {
  expect(await load()).toEqual([
    [1n, 'a', 10],
    [4n, 'b', 30],
    [4n, 'a', 40],
    [2n, 'b', 50],
    [3n, 'a', 50],
    [5n, 'a ', 60],
  ])
})

// Catches an α that is raised over the loaded records only, a key that meets another, and an id judged by half its records.
test('the records of a key come with all that decides about them', async () => {
  expect(await load([a])).toEqual([
    [1n, 'a', 10],
    [4n, 'b', 30],
    [4n, 'a', 40],
    [3n, 'a', 50],
  ])
  expect(await load([['a ', 1n]])).toEqual([[5n, 'a ', 60]])
  expect(await load([['a', 2n]])).toEqual([])
  expect(await load([])).toEqual([])
})
