import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Result } from '../../reports/result.ts'
import flights from '../../scenarios/flights.ts'
import { partSum } from '../diff/part-sum.ts'
import { loadStore, referenceStorePath } from './load-store.ts'
import { type DatasetOptions, replayDataset, verifyDataset } from './verify-dataset.ts'
import { verifyShards } from './verify-shards.ts'

let dir = ''

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-shards-'))
})

afterAll(() => rm(dir, { recursive: true, force: true }))

/** The flights of two days, and every tenth of them as a question. */
const scenario = {
  ...flights,
  events: `${flights.events} WHERE date < TIMESTAMP '2001-01-03'`,
  probes: 'SELECT origin AS airport, event_time AS as_of FROM events WHERE id % 10 = 0',
  mustHappen: { probes: 2_000, cellsCompared: 20_000 },
}

async function optionsIn(name: string): Promise<DatasetOptions> {
  const { open } = await loadStore(referenceStorePath)
  await mkdir(join(dir, name))
  return {
    scenario,
    open,
    dir: join(dir, name),
    versions: {},
    memory: 2 ** 28,
    threads: 1,
    budgets: { freshnessSlo: null, lateDataShare: null },
    recheckRows: 10,
    callTimeoutMs: 60_000,
    onProgress: () => {},
    signal: new AbortController().signal,
    now: () => 0,
  }
}

async function inShards(name: string, shards: number): Promise<Result> {
  const options = await optionsIn(name)
  return verifyShards({
    ...options,
    shards,
    canary: null,
    runShard: async (shard, folder) => {
      const sum = partSum(5)
      const mismatchesPath = join(options.dir, folder, 'mismatches.parquet')
      const audited = await replayDataset({ ...options, shard }, { folder, mismatchesPath, onPart: sum.add })
      return { ...audited, part: sum.part() }
    },
  })
}

async function mismatchesIn(name: string): Promise<unknown> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const reader = await connection.runAndReadAll(
    `SELECT count(*), bit_xor(hash(m)) FROM '${join(dir, name)}/mismatches.parquet' m`,
  )
  return reader.getRows()
}

// Catches a shard that loses or repeats a key, a question that changes its number, and counts that do not add up.
test('shards by key add up to what one replay of everything finds', { timeout: 300_000 }, async () => {
  const whole = await verifyDataset(await optionsIn('whole'))
  const sharded = await inShards('sharded', 3)
  expect(whole.verdict).toBe('pass')
  expect(whole.cells.lateData).toBeGreaterThan(10_000)
  expect(sharded.verdict).toBe('pass')
  expect(sharded.cells).toEqual(whole.cells)
  expect(sharded.rows).toBe(whole.rows)
  expect(sharded.mismatchTotals).toEqual(whole.mismatchTotals)
  expect(sharded.log).toEqual(whole.log)
  for (const [name, { cells, lateData }] of Object.entries(whole.features)) {
    expect(sharded.features[name]?.cells).toEqual(cells)
    const mean = lateData?.meanAbsoluteDifference ?? 0
    expect(sharded.features[name]?.lateData).toEqual({
      ...lateData,
      meanAbsoluteDifference: expect.closeTo(mean, 6),
    })
  }
  expect(await mismatchesIn('sharded')).toEqual(await mismatchesIn('whole'))
  expect((await readdir(join(dir, 'sharded'))).sort()).toEqual([
    'flights-1',
    'flights-2',
    'flights-3',
    'mismatches.parquet',
  ])
})

// Catches a summary that is inconclusive in no shard, but should be for all of them together, or the reverse.
test('what a scenario demands is demanded of all shards together', { timeout: 300_000 }, async () => {
  const { scenarios, rows } = await inShards('demanding', 2)
  expect(rows).toBeGreaterThanOrEqual(2_000)
  expect(scenarios[0]?.missed).toEqual([])
})
