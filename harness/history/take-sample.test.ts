import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { PlacedRecord } from '../../features/log-record.ts'
import type { Value } from '../../features/value.ts'
import type { History, ServedRow } from './history.ts'
import { emptyPage } from './history-page.ts'
import { isSampled } from './key-sample.ts'
import { loadHistory } from './load-history.ts'
import { openDatabase } from './open-database.ts'
import { queryNumber, queryRows } from './query-rows.ts'
import { stageHistory } from './stage-history.ts'
import type { StagedHistory } from './staged-history.ts'
import { checkoutService, everyTypeDocument, shopDocument, targets } from './testing/every-type.ts'
import { withTempFolder } from './testing/temp-folder.ts'
import { writeHistory } from './write-history.ts'

const of = targets(everyTypeDocument, shopDocument, checkoutService)
const keys = Array.from({ length: 400 }, (_, i): readonly [string, bigint] => [
  `account ${i >> 1}`,
  BigInt(i),
])

function record(
  id: bigint,
  [payer, area]: readonly [string, bigint],
  change: Partial<PlacedRecord> = {},
): PlacedRecord {
  const position = Number(id)
  return {
    source: 'payments',
    id,
    eventTime: position,
    arrivalTime: position,
    op: 'upsert',
    revision: 0,
    fields: { payer, area, amount: 1 },
    position,
    placement: { partition: 0, offset: position },
    ...change,
  }
}

function served(key: readonly Value[], i: number, column: string): ServedRow {
  const rest = { request: {}, version: null, askedVersion: null, applied: null, watermark: null }
  return {
    probeId: BigInt(i),
    key,
    asOf: 500,
    answeredAt: 500,
    cells: { [column]: { value: 1, state: null } },
    ...rest,
  }
}

const log = keys.map((key, i) => record(BigInt(i), key))
// A record of every key's id under the next key, and one of no key at all.
const misplaced = keys.map((_, i) =>
  record(BigInt(i), keys[(i + 1) % keys.length]!, {
    position: 400 + i,
    arrivalTime: 400 + i,
    revision: 1,
    placement: null,
  }),
)
const keyless = keys.map((_, i) =>
  record(BigInt(1000 + i), ['', 0n], { fields: { payer: null, area: null }, position: 1000 + i }),
)
const history: History = {
  page: emptyPage,
  events: new Map([['payments', [...log, ...misplaced, ...keyless]]]),
  tables: [
    { target: of[0]!, served: keys.map((key, i) => served(key, i, 'spend')), training: null },
    { target: of[1]!, served: keys.map(([, area], i) => served([area], i, 'takings')), training: null },
    {
      target: of[2]!,
      served: keys.map(([account, area], i) => served([account, area, area], i, 'ratio')),
      training: null,
    },
  ],
}

async function sampled<T>(
  share: number,
  use: (staged: StagedHistory, loaded: History) => Promise<T>,
): Promise<T> {
  return withTempFolder(async dir => {
    await writeHistory(history, `${dir}/h`)
    const staged = await stageHistory(`${dir}/h`, { sample: share })
    try {
      return await use(staged, await loadHistory(staged))
    } finally {
      await staged.close()
    }
  })
}

describe('a sample', () => {
  // Catches events that thin otherwise than the probes of any target that reads them.
  test('keeps every record that its probes need', () =>
    sampled(0.25, async (staged, loaded) => {
      const ids = new Set(loaded.events.get('payments')?.map(each => each.id))
      const kept = (table: number) => loaded.tables[table]?.served.map(row => Number(row.probeId)) ?? []
      for (const table of [0, 1, 2]) {
        expect(kept(table).length).toBeGreaterThan(50)
        expect(kept(table).length).toBeLessThan(160)
        for (const probe of kept(table)) expect(ids).toContain(BigInt(probe))
      }
      expect(staged.sample).toMatchObject({ share: 0.25, probes: { of: 1200 } })
      expect(staged.sample?.probes.kept).toBe(kept(0).length + kept(1).length + kept(2).length)
      const staying = staged.sources.get('payments')!
      expect(staying.rows).toBeLessThan(1000)
    }))

  // Catches an id under another key that is no longer found out, since its first record was thinned away.
  test('keeps all records of an id that it keeps one of', () =>
    sampled(0.25, async ({ connection, sources }) => {
      const { relation } = sources.get('payments')!
      const of = await queryRows(
        connection,
        `SELECT id, count(*) FROM ${relation} WHERE id < 400 GROUP BY id`,
      )
      expect(of.length).toBeGreaterThan(50)
      expect(of.every(([, count]) => count === 2n)).toBe(true)
    }))

  // Catches rejects that all stay, or all go: their share of the log would be another.
  test('keeps the same share of the rejects, and the places of all records', () =>
    sampled(0.25, async ({ connection, sources }) => {
      const { relation, whole, rejected } = sources.get('payments')!
      expect(rejected).toBeGreaterThan(50)
      expect(rejected).toBeLessThan(160)
      expect(await queryNumber(connection, `SELECT count(*) FROM ${whole}`)).toBe(1200)
      expect(whole).not.toBe(relation)
    }))

  // Catches a share that is none.
  test.each([0, -1, 1.5, Number.NaN])('of %d is refused', async share => {
    await expect(sampled(share, async () => null)).rejects.toMatchObject({ code: 'usage' })
  })

  test('of everything is everything', () =>
    sampled(1, async (staged, loaded) => {
      expect(staged.sample).toBeNull()
      expect(loaded.events.get('payments')?.length).toBe(1200)
    }))
})

describe('whether a key is in a sample', () => {
  const entity = [
    { name: 'account', type: 'string' },
    { name: 'region', type: 'int' },
  ] as const
  const count = async (share: number) => {
    const { connection, close } = await openDatabase()
    const from = `(SELECT 'a' || i AS account, i AS region FROM range(20000) t(i))`
    const found = await queryRows(
      connection,
      `SELECT region FROM ${from} WHERE ${isSampled(entity, share)} ORDER BY region`,
    )
    close()
    return found.map(row => Number(row[0]))
  }

  // Catches a hash of the engine's own, which another version of it would compute otherwise.
  test('is told by the MD5 of its text alone', async () => {
    const bound = Math.floor(0.01 * 16 ** 12)
    const isIn = (i: number) => {
      const text = `string:${`a${i}`.length}:a${i},int:${String(i).length}:${i}`
      return Number.parseInt(createHash('md5').update(text).digest('hex').slice(0, 12), 16) < bound
    }
    expect(await count(0.01)).toEqual(Array.from({ length: 20_000 }, (_, i) => i).filter(isIn))
  })

  // Catches a share that is not the share, and samples of which the larger lacks keys of the smaller.
  test('is a share of all keys, and more keys for a larger share', async () => {
    const [some, more] = [await count(0.05), await count(0.2)]
    expect(some.length / 20_000).toBeCloseTo(0.05, 2)
    expect(more.length / 20_000).toBeCloseTo(0.2, 1)
    expect(more).toEqual(expect.arrayContaining(some))
  })

  // Catches two keys that share a text, and are in every sample together: "a,int:1:1" and its like, null and "null".
  test('depends on the whole key', async () => {
    const pairs = [
      [`'1'`, '11'],
      [`'11'`, '1'],
      [`'a'`, '1'],
      [`'a '`, '1'],
      ['NULL', '1'],
      [`'null'`, '1'],
      [`'a,int:1:1'`, 'NULL'],
      [`'é'`, '1'],
    ]
    const { connection, close } = await openDatabase()
    const rows = pairs.map(([account, region]) => `(${account}, ${region})`).join(', ')
    const texts = isSampled(entity, 0.5).replace(/^substr\(md5\((.*)\), 1, 12\) < '.*'$/, '$1')
    const found = await queryRows(connection, `SELECT ${texts} FROM (VALUES ${rows}) AS k(account, region)`)
    close()
    expect(new Set(found.map(row => row[0])).size).toBe(pairs.length)
  })

  // Catches −0 and 0, one key, of which one is in a sample and the other is not.
  test('takes −0 for 0', async () => {
    const { connection, close } = await openDatabase()
    const floats = [{ name: 'x', type: 'float' }] as const
    const share = Array.from({ length: 50 }, (_, i) => i / 50 + 0.01)
    for (const each of share) {
      const found = await queryRows(
        connection,
        `SELECT ${isSampled(floats, each)} FROM (VALUES (0.0::DOUBLE), ('-0'::DOUBLE)) AS k(x)`,
      )
      expect(found[0]).toEqual(found[1])
    }
    close()
  })
})
