import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Target } from '../../features/target.ts'
import type { History, ServedRow } from './history.ts'
import { historyHash } from './history-hash.ts'
import { emptyPage } from './history-page.ts'
import { loadHistory } from './load-history.ts'
import { openDatabase } from './open-database.ts'
import { queryRows } from './query-rows.ts'
import { stageHistory } from './stage-history.ts'
import { stageMemory } from './stage-memory.ts'
import { historyOf } from './testing/arbitrary-history.ts'
import { checkoutService, everyTypeDocument, shopDocument, targets } from './testing/every-type.ts'
import { withTempFolder } from './testing/temp-folder.ts'
import { writeHistory } from './write-history.ts'

const alone = targets(everyTypeDocument)
const several = targets(everyTypeDocument, shopDocument, checkoutService)

async function written(history: History): Promise<History> {
  return withTempFolder(async dir => {
    await writeHistory(history, join(dir, 'history'))
    const staged = await stageHistory(join(dir, 'history'))
    try {
      return await loadHistory(staged)
    } finally {
      await staged.close()
    }
  })
}

describe('a History that was written and read again', () => {
  // Catches every value, type, null, state and illegal record that the files lose or change.
  test.each([
    ['one document', alone, 120],
    ['several documents and a service', several, 30],
  ])('is the same, of %s', { timeout: 180_000 }, async (_, of, numRuns) => {
    await fc.assert(
      fc.asyncProperty(historyOf(of), async history => {
        expect(historyHash(await written(history))).toBe(historyHash(history))
      }),
      { numRuns },
    )
  })

  // Catches an engine that takes −0 and 0 for one value: DuckDB's Parquet dictionaries do.
  test('keeps 0 and −0 apart in one column', async () => {
    const [target] = targets(shopDocument) as [Target]
    const served = Array.from({ length: 12 }, (_, i): ServedRow => {
      const cells = { takings: { value: i % 2 === 0 ? 0 : -0, state: null } }
      const rest = { request: {}, version: null, askedVersion: null, applied: null, watermark: null }
      return { probeId: BigInt(i), key: [1n], asOf: i, answeredAt: i, cells, ...rest }
    })
    const history: History = {
      page: emptyPage,
      events: new Map(),
      tables: [{ target, served, training: null }],
    }
    expect((await written(history)).tables[0]?.served).toEqual(served)
  })

  // Catches a value that the hash takes for another: bigint for number, 0 for −0.
  test('is the same cell by cell', async () => {
    const [history] = fc.sample(historyOf(alone), { numRuns: 1, seed: 7 }) as [History]
    const cells = (of: History) =>
      of.tables.map(table => [table.served.map(row => row.cells), table.training])
    expect(cells(await written(history))).toEqual(cells(history))
  })

  // Catches a way through memory that differs from the way through files.
  test('is the same when it is only staged', async () => {
    await fc.assert(
      fc.asyncProperty(historyOf(several), async history => {
        const staged = await stageMemory(history)
        const loaded = await loadHistory(staged)
        await staged.close()
        expect(historyHash(loaded)).toBe(historyHash(history))
      }),
      { numRuns: 40 },
    )
  })
})

const [small] = fc.sample(historyOf(alone), { numRuns: 1, seed: 3 }) as [History]
const [large] = fc.sample(historyOf(several), { numRuns: 1, seed: 3 }) as [History]

describe('the folder of a History', () => {
  // Catches a file in another place or under another name than the format says.
  test('holds exactly its files', () =>
    withTempFolder(async dir => {
      const training = (history: History): History => ({
        ...history,
        tables: history.tables.map(table => ({ ...table, training: table.training ?? [] })),
      })
      await writeHistory(training(small), join(dir, 'one'))
      await writeHistory(training(large), join(dir, 'several'))
      const files = async (name: string) => (await readdir(join(dir, name), { recursive: true })).sort()
      expect(await files('one')).toEqual([
        'events',
        'events/payments.parquet',
        'history.json',
        'served.parquet',
        'training.parquet',
      ])
      expect(await files('several')).toEqual([
        'events',
        'events/payments.parquet',
        'history.json',
        'served',
        'served/checkout.parquet',
        'served/fraud.parquet',
        'served/shop.parquet',
        'training',
        'training/checkout.parquet',
        'training/fraud.parquet',
        'training/shop.parquet',
      ])
    }))

  // Catches a column of another type than the format gives it, as other readers would find it.
  test('has the columns and types of the format', () =>
    withTempFolder(async dir => {
      await writeHistory({ ...small, events: new Map() }, join(dir, 'h'))
      const database = await openDatabase()
      const describeFile = async (file: string) =>
        Object.fromEntries(
          (
            await queryRows(
              database.connection,
              `DESCRIBE SELECT * FROM read_parquet('${join(dir, 'h', file)}')`,
            )
          ).map(row => [row[0], row[1]]),
        )
      expect(await describeFile('events/payments.parquet')).toEqual({
        ...{
          payer: 'VARCHAR',
          area: 'BIGINT',
          amount: 'DOUBLE',
          units: 'BIGINT',
          settled: 'BOOLEAN',
          due: 'TIMESTAMP',
        },
        ...{
          tags: 'VARCHAR[]',
          marks: 'TIMESTAMP[]',
          prices: 'DOUBLE[]',
          embedding: 'FLOAT[]',
          wide: 'DOUBLE[]',
        },
        ...{ row: 'BIGINT', constructor: 'VARCHAR' },
        ...{
          event_time: 'TIMESTAMP',
          arrival_time: 'TIMESTAMP',
          seq: 'BIGINT',
          id: 'BIGINT',
          revision: 'INTEGER',
        },
        ...{ op: 'VARCHAR', partition: 'INTEGER', offset: 'BIGINT' },
      })
      expect(await describeFile('served.parquet')).toMatchObject({
        ...{ account: 'VARCHAR', region: 'BIGINT', as_of: 'TIMESTAMP', answered_at: 'TIMESTAMP' },
        ...{ spend: 'DOUBLE', spend__state: 'VARCHAR', recent: 'TIMESTAMP[][]', embedding: 'FLOAT[]' },
        ...{
          request_amount: 'DOUBLE',
          request_when: 'TIMESTAMP',
          version: 'INTEGER',
          asked_version: 'INTEGER',
        },
        ...{ applied: 'VARCHAR', watermark: 'TIMESTAMP' },
      })
      database.close()
    }))

  // Catches the loss of somebody's files, and the silent replacement of a run.
  test('is refused where it is not ours, and replaced only when asked', () =>
    withTempFolder(async dir => {
      const at = join(dir, 'h')
      await mkdir(at)
      await writeFile(join(at, 'thesis.txt'), 'years of work')
      await expect(writeHistory(small, at, { replace: true })).rejects.toMatchObject({
        code: 'foreign-folder',
      })
      await expect(writeHistory(small, join(at, 'thesis.txt'))).rejects.toMatchObject({
        code: 'foreign-folder',
      })
      expect(await readdir(at)).toEqual(['thesis.txt'])

      const ours = join(dir, 'ours')
      await mkdir(ours)
      await writeHistory(large, ours)
      await writeFile(join(ours, 'notes.txt'), 'mine')
      await writeFile(join(ours, 'result.json'), '{}')
      await expect(writeHistory(small, ours)).rejects.toMatchObject({ code: 'foreign-folder' })
      expect(await readdir(ours)).toContain('served')
      await writeHistory(small, ours, { replace: true })
      const there = await readdir(ours)
      expect(there).toContain('notes.txt')
      expect(there).toContain('served.parquet')
      expect(there).not.toContain('served')
      expect(there).not.toContain('result.json')
      expect(await readdir(dir)).toEqual(['h', 'ours'])
    }))

  // Catches a half-written folder after a failure.
  test('is not there at all after a failure', () =>
    withTempFolder(async dir => {
      const [record] = fc
        .sample(historyOf(alone), { numRuns: 30, seed: 1 })
        .flatMap(each => [...each.events.values()].flat())
      const mixed = [
        { ...record!, id: 'a' },
        { ...record!, id: 1n },
      ]
      const history = { ...small, events: new Map([['payments', mixed]]) }
      await expect(writeHistory(history, join(dir, 'h'))).rejects.toMatchObject({ code: 'wrong-column-type' })
      expect(await readdir(dir)).toEqual([])
    }))

  // Catches a page that another reader could not use: relative versions, resolved features, missing engines.
  test('names the schema, the whole documents and the engine', () =>
    withTempFolder(async dir => {
      await writeHistory(large, join(dir, 'h'))
      const page = JSON.parse(await readFile(join(dir, 'h', 'history.json'), 'utf8'))
      expect(page.schema).toBe('plumbline.history/1')
      expect(page.definitions.map((each: { name: string }) => each.name)).toEqual([
        'fraud',
        'shop',
        'checkout',
      ])
      expect(page.definitions[0].features.spend.window.length).toBe('1h')
      expect(page.engines.duckdb).toMatch(/^\d+\.\d+\.\d+$/)
    }))
})
