import { symlinkSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import type { LogRecord } from '../../features/log-record.ts'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import { FrontDoor } from '../ingest/front-door.ts'
import { InProcessEventLog } from '../ingest/in-process-event-log.ts'
import { sourceReaders } from '../ingest/source-readers.ts'
import { openLimitedDisk } from './limited-disk.ts'
import { OfflineSide, offlineGroup, offlineSeams } from './offline-side.ts'

const definitions = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'fraud',
  version: 1,
  entity: { account: 'string' },
  sources: {
    payments: {
      key: { account: 'payer' },
      fields: {
        payer: 'string',
        units: 'int',
        seen: 'timestamp',
        tags: 'list<timestamp>',
        spot: 'vector<float32,2>',
      },
    },
  },
  features: {
    units: { source: 'payments', aggregate: { kind: 'sum', of: { field: 'units' } } },
    seen: { source: 'payments', aggregate: { kind: 'latest', of: { field: 'seen' } } },
    tags: { source: 'payments', aggregate: { kind: 'latest', of: { field: 'tags' } } },
    spot: { source: 'payments', aggregate: { kind: 'latest', of: { field: 'spot' } } },
  },
})

const payment = (i: number, rest: Partial<LogRecord> = {}): LogRecord => ({
  source: 'payments',
  id: BigInt(i),
  eventTime: i,
  arrivalTime: i,
  op: 'upsert',
  revision: 0,
  fields: {
    payer: i % 2 === 0 ? 'ann' : "o'brien",
    units: 2n ** 60n + BigInt(i),
    seen: 7n,
    tags: [1n, null],
    spot: [0.5, -1],
  },
  ...rest,
})

function opened(entriesMax?: number) {
  const log = new InProcessEventLog(4, [offlineGroup])
  const door = new FrontDoor(log, sourceReaders([definitions]))
  const offline = new OfflineSide(log, [definitions], entriesMax)
  const ingest = async (records: readonly LogRecord[]) => {
    await door.ingest(records)
    await offline.follow(records.length)
  }
  return { log, offline, ingest }
}

const points = (asOf: number) =>
  ["o'brien", 'ann', null].map(key => ({ key: key === null ? null : [key], asOf }))
const train = (offline: OfflineSide, asOf: number) =>
  offline.train('fraud@1', points(asOf), at => Math.max(at, 1_000))

test('values of every type come through the files and back as they were', async () => {
  const { offline, ingest } = opened()
  await ingest([
    payment(1),
    payment(2),
    payment(3, { op: 'delete', eventTime: 2 ** 60, fields: { payer: 'ann', units: 'x' } }),
  ])
  const [brien, ann, nobody] = await train(offline, 100)
  expect(brien).toEqual({ units: 2n ** 60n + 1n, seen: 7n, tags: [1n, null], spot: [0.5, -1] })
  expect(ann!.units).toBe(2n ** 60n + 2n)
  expect(nobody).toEqual({ units: null, seen: null, tags: null, spot: null })
  offline.close()
})

test('what waits beyond its limit goes to files, the log may drop it, and training sees old and new alike', async () => {
  const { log, offline, ingest } = opened(10)
  await ingest(Array.from({ length: 8 }, (_, i) => payment(i, { fields: { payer: 'ann', units: 1n } })))
  const committed = () => [0, 1, 2, 3].reduce((sum, p) => sum + log.committed(offlineGroup, 'payments', p), 0)
  expect(committed()).toBe(0)
  await ingest(Array.from({ length: 8 }, (_, i) => payment(8 + i, { fields: { payer: 'ann', units: 1n } })))
  expect(committed()).toBe(16)
  await ingest([
    payment(16, { fields: { payer: 'ann', units: 1n } }),
    payment(3, { revision: 1, op: 'delete' }),
  ])
  const [, ann] = await train(offline, 1_000)
  expect(ann!.units).toBe(17n)
  await ingest([payment(0, { revision: 1, op: 'delete' })])
  expect((await train(offline, 1_000))[1]!.units).toBe(16n)
  offline.close()
})

test('training on an empty log gives empty values, not an error', async () => {
  const { offline } = opened()
  expect((await train(offline, 5))[0]).toEqual({ units: null, seen: null, tags: null, spot: null })
  offline.close()
})

test('ids of two types in one source are refused, since a column would mix them up', async () => {
  const { offline, ingest } = opened()
  await ingest([payment(1), payment(2, { id: '1' })])
  await expect(train(offline, 5)).rejects.toThrow(/has integer and string ids/)
  offline.close()
})

const one = (i: number) => payment(i, { fields: { payer: 'ann', units: 1n } })
const some = (from: number, count: number) => Array.from({ length: count }, (_, i) => one(from + i))

/** Ways to have a disk without room: every write to `/dev/full` fails with ENOSPC, in the middle of a file or not. */
const disk = openLimitedDisk(2 ** 20)
afterAll(() => {
  if (typeof disk !== 'string') disk.close()
})

test('a disk without room disturbs nobody who appends, leaves nothing half written, and all is there once it has some', async () => {
  const log = new InProcessEventLog(4, [offlineGroup])
  // Two documents keep the source: the file of one must not count without that of the other.
  const other = { ...definitions, name: 'other' }
  const door = new FrontDoor(log, sourceReaders([definitions, other]))
  const told: string[] = []
  let full: 'no' | 'second file' | 'all' = 'no'
  const beforeWrite = (path: string) => {
    if (full === 'all' || (full === 'second file' && path.includes('other@1'))) symlinkSync('/dev/full', path)
  }
  const offline = new OfflineSide(
    log,
    [definitions, other],
    10,
    { ...offlineSeams, beforeWrite },
    { report: sentence => told.push(sentence) },
  )
  const ingest = async (records: readonly LogRecord[]) => {
    await door.ingest(records)
    await offline.follow(records.length)
  }
  await ingest(some(0, 12))
  for (const how of ['second file', 'all'] as const) {
    full = how
    for (let i = 0; i < 5; i++) await ingest(some(how === 'all' ? 200 + 12 * i : 100 + 12 * i, 12))
    await expect(train(offline, 1_000)).rejects.toThrow(
      /^the offline side cannot write to .* \(no space is left there\): make room, or set TMPDIR/,
    )
    expect(await offline.leftovers()).toEqual([])
  }
  // Said once, not at each append.
  expect(told).toHaveLength(1)
  full = 'no'
  expect((await train(offline, 1_000))[1]!.units).toBe(132n)
  const [, ann] = await offline.train('other@1', points(1_000), at => Math.max(at, 1_000))
  expect(ann!.units).toBe(132n)
  offline.close()
})

test('who appends and who trains at the same time disturb each other in nothing', async () => {
  const { offline, ingest } = opened(4)
  await Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      await ingest(some(10 * i, 10))
      await train(offline, 1_000)
    }),
  )
  expect((await train(offline, 1_000))[1]!.units).toBe(120n)
  expect(await offline.leftovers()).toEqual([])
  offline.close()
})

test.skipIf(typeof disk === 'string')(
  'a real disk that fills up in the middle of a file loses no row and counts none twice',
  async () => {
    if (typeof disk === 'string') return
    const log = new InProcessEventLog(4, [offlineGroup])
    const door = new FrontDoor(log, sourceReaders([definitions]))
    const offline = new OfflineSide(log, [definitions], 100_000, offlineSeams, { parent: disk.folder })
    await door.ingest(some(0, 50))
    await train(offline, 10)
    disk.fill(8_192)
    await door.ingest(some(50, 20_000))
    await expect(train(offline, 10)).rejects.toThrow(/no space is left there/)
    expect(await offline.leftovers()).toEqual([])
    disk.free()
    const [, ann] = await offline.train('fraud@1', points(100_000), () => 100_000)
    expect(ann!.units).toBe(20_050n)
    offline.close()
  },
)
