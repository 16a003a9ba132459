import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { KeyPart } from '../../features/definitions.ts'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import type { Target } from '../../features/target.ts'
import type { Mismatch } from './mismatch.ts'
import { openMismatchWriter } from './mismatch-writer.ts'

let connection: DuckDBConnection
let folder: string
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mismatches-'))
  return () => rm(folder, { recursive: true })
})
afterAll(() => connection.closeSync())

function targetOf(name: string, entity: Record<string, string>): Target {
  const fields = Object.fromEntries(Object.entries(entity))
  const key = Object.fromEntries(Object.keys(entity).map(part => [part, part]))
  const features = { n: { source: 'log', aggregate: { kind: 'count' } } }
  const document = { schema: 'plumbline.definitions/1', name, version: 1, entity, features }
  return {
    kind: 'document',
    definitions: definitionsOrThrow({ ...document, sources: { log: { key, fields } } }),
  }
}

const part = (name: string, type: KeyPart['type']): KeyPart => ({ name, type })

const base: Mismatch = {
  scenario: 'late-events',
  seed: 42,
  target: 'd',
  probeId: 7n,
  key: [{ part: part('account', 'string'), value: 'a "b"' }],
  asOf: 1_772_366_400_000_001,
  feature: 'n',
  served: { text: '9', state: 'present' },
  training: null,
  asKnown: { text: '9007199254740993', state: 'not-found' },
  asTrained: null,
  asApplied: { text: 'null', state: null },
  part: 'staleness',
  side: 'online',
  lag: -5,
  cause: null,
}

async function written(targets: readonly Target[], mismatches: readonly Mismatch[]) {
  const path = join(folder, "it's.parquet")
  const writer = await openMismatchWriter(connection, targets)
  for (const mismatch of mismatches) writer.add(mismatch)
  await writer.finish(path)
  expect(await readdir(folder)).toEqual(["it's.parquet"])
  const file = `'${path.replaceAll("'", "''")}'`
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${file}`)
  const types = Object.fromEntries(described.getRowsJS().map(([name, type]) => [name, type]))
  const read = await connection.runAndReadAll(`SELECT * FROM ${file}`)
  return { types, rows: read.getRowObjectsJson() }
}

const document = targetOf('d', { account: 'string' })

test('a mismatch has the columns of the History, null where there is no value and JSON null where it is null', async () => {
  const { rows, types } = await written([document], [base])
  expect(rows).toEqual([
    {
      probe_id: '7',
      account: 'a "b"',
      as_of: '2026-03-01 12:00:00.000001',
      feature: 'n',
      served: '9',
      training: null,
      as_known: '9007199254740993',
      as_trained: null,
      as_applied: 'null',
      part: 'staleness',
      side: 'online',
      cause: null,
      target: 'd',
      scenario: 'late-events',
      seed: '42',
      lag_us: '-5',
      served_state: 'present',
      as_known_state: 'not-found',
      as_trained_state: null,
      as_applied_state: null,
    },
  ])
  expect(types).toMatchObject({
    probe_id: 'BIGINT',
    as_of: 'TIMESTAMP',
    served: 'VARCHAR',
    account: 'VARCHAR',
  })
})

test('one probe with a name makes all of them text', async () => {
  const { rows, types } = await written([document], [base, { ...base, probeId: 'seven' }])
  expect(types.probe_id).toBe('VARCHAR')
  expect(rows.map(row => row.probe_id)).toEqual(['7', 'seven'])
})

test('the gravest parts come first, and more rows than a chunk holds keep their order', async () => {
  const many = Array.from({ length: 5_000 }, (_, i): Mismatch => {
    return { ...base, probeId: BigInt(i), part: i === 4_321 ? 'defect' : 'late-data', lag: null }
  })
  const { rows } = await written([document], many)
  expect(rows).toHaveLength(5_000)
  expect(rows.slice(0, 3).map(row => row.probe_id)).toEqual(['4321', '0', '1'])
  expect(rows.at(-1)?.probe_id).toBe('4999')
})

test('key parts keep their types; one that two targets type differently is text, one named as a column stands apart', async () => {
  const targets = [
    targetOf('d', { account: 'int', target: 'bool' }),
    targetOf('e', { at: 'timestamp', account: 'string' }),
  ]
  const d = [
    { part: part('account', 'int'), value: 2n ** 60n },
    { part: part('target', 'bool'), value: true },
  ]
  const e = [
    { part: part('at', 'timestamp'), value: 1_000_001n },
    { part: part('account', 'string'), value: null },
  ]
  const { rows, types } = await written(targets, [
    { ...base, key: d },
    { ...base, target: 'e', key: e },
  ])
  expect(types).toMatchObject({ account: 'VARCHAR', key_target: 'BOOLEAN', at: 'TIMESTAMP' })
  expect(rows).toMatchObject([
    { account: '1152921504606846976', key_target: true, at: null },
    { account: null, key_target: null, at: '1970-01-01 00:00:01.000001' },
  ])
})

// Catches a text that takes the place of another where texts travel as numbers: frequent ones, those that as_known has, and others.
test('thousands of different texts come back each in its cell, whatever they hold', async () => {
  const shown = (text: string) => ({ text, state: null })
  const odd = ['"it\'s"', '"ä"', '"\\ud800"', '"\u{1F600}"', 'null', '""']
  const textOf = (i: number) => odd[i % 11] ?? String(i / 7)
  const many = Array.from({ length: 5_000 }, (_, i): Mismatch => {
    const account = i % 3 === 0 ? 'often' : `seldom ${i} é`
    const served = i % 5 === 0 ? null : shown(i % 2 === 0 ? textOf(i) : `${i}`)
    const asKnown = i % 7 === 0 ? null : shown(textOf(i))
    return {
      ...base,
      part: i % 1_000 === 999 ? 'leak' : 'late-data',
      probeId: BigInt(i) - 2n ** 62n,
      key: [{ part: part('account', 'string'), value: account }],
      served,
      asKnown,
      asTrained: shown(textOf(i + 1)),
    }
  })
  const { rows } = await written([document], many)
  const ordered = [...many.filter(each => each.part === 'leak'), ...many.filter(each => each.part !== 'leak')]
  expect(rows.map(row => [row.probe_id, row.account, row.served, row.as_known, row.as_trained])).toEqual(
    ordered.map(({ probeId, key, served, asKnown, asTrained }) => [
      String(probeId),
      key[0]?.value,
      served?.text ?? null,
      asKnown?.text ?? null,
      asTrained?.text,
    ]),
  )
})

test('a run without mismatches writes a table without rows', async () => {
  expect((await written([document], [])).rows).toEqual([])
})
