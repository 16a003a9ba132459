import { expect, test } from 'vitest'
import type { LogRecord } from '../../features/log-record.ts'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import type { Value } from '../../features/value.ts'
import type { LogAppend } from './event-log.ts'
import { FrontDoor } from './front-door.ts'
import { InProcessEventLog } from './in-process-event-log.ts'
import { sourceReaders } from './source-readers.ts'

const documentOf = (name: string, part: string, field: string, fields: object) => {
  return definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name,
    version: 1,
    entity: { [part]: 'string' },
    sources: { payments: { key: { [part]: field }, fields } },
    features: { payments: { source: 'payments', aggregate: { kind: 'count' } } },
  })
}

const accounts = documentOf('accounts', 'account', 'payer', { payer: 'string', amount: 'float' })
const shops = documentOf('shops', 'shop', 'merchant', { merchant: 'string' })

const payment = (id: string | null, fields: Readonly<Record<string, Value>>, revision = 0): LogRecord => {
  return { source: 'payments', id, eventTime: 1, arrivalTime: 2, op: 'upsert', revision, fields }
}

function opened(documents: readonly (typeof accounts)[]) {
  const log = new InProcessEventLog(4, ['workers'])
  return { log, door: new FrontDoor(log, sourceReaders(documents)) }
}

test('records of one key go to one partition, at offsets that count up', async () => {
  const { door } = opened([accounts])
  const placements = await door.ingest(
    Array.from({ length: 9 }, (_, i) => payment(`e${i}`, { payer: `p${i % 3}` })),
  )
  for (let i = 3; i < 9; i++) expect(placements[i]!.partition).toBe(placements[i - 3]!.partition)
  const byPartition = Map.groupBy(placements, placement => placement!.partition)
  for (const placed of byPartition.values()) {
    expect(placed.map(placement => placement!.offset)).toEqual(placed.map((_, i) => i))
  }
})

test('an id that was first accepted under another key is not appended, and is counted', async () => {
  const { door, log } = opened([accounts])
  const placements = await door.ingest([
    payment('e1', { payer: 'ann' }),
    payment('e1', { payer: 'bob' }, 1),
    payment('e1', { payer: 'ann' }, 2),
  ])
  expect(placements.map(placement => placement !== null)).toEqual([true, false, true])
  expect(door.refused('payments')).toBe(1)
  expect([0, 1, 2, 3].map(partition => log.end('payments', partition)).toSorted()).toEqual([0, 0, 0, 2])
})

test('an illegal record claims no id, and is appended for the worker to reject', async () => {
  const { door } = opened([accounts])
  const placements = await door.ingest([
    payment('e1', { payer: 'bob', amount: Number.NaN }),
    payment(null, { payer: 'ann' }),
    payment('e1', { payer: 'ann' }),
  ])
  expect(placements).not.toContain(null)
  expect(door.refused('payments')).toBe(0)
})

test('what one reader refuses another may accept: it is appended with the refusal, where the id already is', async () => {
  const { door, log } = opened([accounts, shops])
  const placements = await door.ingest([
    payment('e1', { payer: 'ann', merchant: 'x' }),
    payment('e1', { payer: 'bob', merchant: 'x' }, 1),
    payment('e1', { payer: 'bob', merchant: 'y' }, 2),
  ])
  expect(placements[1]).toEqual({ partition: placements[0]!.partition, offset: 1 })
  expect(log.poll('payments', placements[0]!.partition, 0, 9).map(({ refusedBy }) => refusedBy)).toEqual([
    [],
    ['accounts@1'],
  ])
  expect(placements[2]).toBe(null)
})

test('the order in which records were taken is kept across partitions', async () => {
  const { door, log } = opened([accounts])
  await door.ingest(['a', 'b', 'c', 'd', 'e'].map(payer => payment(payer, { payer })))
  const entries = [0, 1, 2, 3].flatMap(partition => log.poll('payments', partition, 0, 9))
  expect(entries.toSorted((a, b) => a.position - b.position).map(({ record }) => record.id)).toEqual([
    'a',
    'b',
    'c',
    'd',
    'e',
  ])
})

test('a record of a source that nobody reads is refused before anything is appended', async () => {
  const { door, log } = opened([accounts])
  const records = [payment('e1', { payer: 'ann' }), { ...payment('e2', {}), source: 'visits' }]
  await expect(door.ingest(records)).rejects.toThrow(/the source visits is in no document/)
  expect([0, 1, 2, 3].map(partition => log.end('payments', partition))).toEqual([0, 0, 0, 0])
})

/** A log that takes some appends of a call and then fails, as Kafka may. */
class Failing extends InProcessEventLog {
  takes: number | null = null

  override append(appends: readonly LogAppend[]): readonly number[] {
    if (this.takes === null) return super.append(appends)
    super.append(appends.slice(0, this.takes))
    throw new Error('the log is away')
  }
}

test('an append that failed keeps the ids of what came into the log, and lets all others go', async () => {
  for (const documents of [[accounts], [accounts, shops]]) {
    const log = new Failing(4, ['workers'])
    const door = new FrontDoor(log, sourceReaders(documents))
    const of = (id: string, payer: string) => payment(id, { payer, merchant: payer })
    await door.ingest([of('before', 'ann')])
    log.takes = 1
    await expect(door.ingest([of('in', 'bob'), of('out', 'bob'), of('gone', 'bob')])).rejects.toThrow('away')
    // Still away: what is in doubt stays so.
    log.takes = 0
    await expect(door.ingest([of('later', 'cid')])).rejects.toThrow('away')
    log.takes = null
    const placed = await door.ingest([
      of('in', 'dora'),
      of('out', 'dora'),
      of('gone', 'bob'),
      of('later', 'eve'),
      of('before', 'dora'),
    ])
    expect(placed.map(each => each !== null)).toEqual([false, true, true, true, false])
  }
})
