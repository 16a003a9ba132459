import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../history/open-database.ts'
import { checkout, plumbline, plumblineEach, startPlumbline } from './testing/plumbline.ts'

const features = checkout('ci', 'fixtures', 'user', 'features.ts')

interface Printed {
  readonly documents: readonly {
    readonly document: { name: string }
    readonly hash: string
    readonly sql: string
  }[]
  readonly services: readonly unknown[]
}

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-definitions-'))
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

/** The tables that a script says it reads, but for the type that it leaves open. */
function shapesOf(sql: string): string[] {
  const lines = sql.match(/^-- {3}"\w+" \(.*\)$/gm) ?? []
  return lines.map(line => line.slice(5).replace('VARCHAR or BIGINT', 'VARCHAR'))
}

test('prints the document, its hash and the SQL, for people and for machines', async () => {
  const [text, json] = await plumblineEach(
    [
      ['definitions', features],
      ['definitions', features, '--json'],
    ],
    { cwd },
  )
  const { documents } = JSON.parse(json?.stdout ?? '') as Printed
  const { document, hash, sql } = documents[0] as Printed['documents'][number]
  expect(document).toMatchObject({ schema: 'plumbline.definitions/1', name: 'card', version: 1 })
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect(text?.stdout).toBe(
    `${JSON.stringify(document, null, 2)}\n\n-- card, version 1, sha256 ${hash}\n\n${sql}\n`,
  )
  expect([text?.code, text?.stderr]).toEqual([0, ''])
})

test('the SQL says which tables it reads, and runs on them as DuckDB has them', async () => {
  const { stdout } = await plumbline(['definitions', features, '--json'], { cwd })
  const { sql } = (JSON.parse(stdout) as Printed).documents[0] as Printed['documents'][number]
  const shapes = shapesOf(sql)
  expect(shapes).toHaveLength(2)
  const { connection, close } = await openDatabase()
  try {
    for (const shape of shapes) await connection.run(`CREATE TABLE ${shape}`)
    await connection.run(`
      INSERT INTO payments (payer, amount, event_time, arrival_time, id, revision, op) VALUES
      ('a', 1.5, '2026-03-01 10:00:00', '2026-03-01 10:00:01', 'e1', 0, 'upsert'),
      ('a', 9, '2026-03-01 10:10:00', '2026-03-01 10:10:00', 'e2', 0, 'upsert'),
      ('a', 2.5, '2026-03-01 10:10:00', '2026-03-01 12:00:00', 'e2', 1, 'upsert'),
      ('a', 4, '2026-03-01 10:30:00', '2026-03-01 10:30:00', 'e3', 0, 'upsert');
      INSERT INTO labels VALUES ('a', '2026-03-01 10:30:00'), ('nobody', '2026-03-01 10:30:00')`)
    await connection.run(sql)
    const reader = await connection.runAndReadAll(
      'SELECT account, as_of::VARCHAR, spend_1h, attempts_1h FROM training',
    )
    // As trained: the correction that arrived later counts; closed left sees no event at T, closed right does.
    expect(reader.getRowsJson()).toEqual([
      ['a', '2026-03-01 10:30:00', 4, '3'],
      ['nobody', '2026-03-01 10:30:00', null, '0'],
    ])
  } finally {
    close()
  }
})

test('the SQL of every document of the suite runs, services and their documents too', async () => {
  const exports = [
    'asked',
    'checkout',
    'composite',
    'limited',
    'nullable',
    'ordered',
    'payments',
    'scheduled',
  ]
  const imports = exports.map(
    name => `import { ${name} } from ${JSON.stringify(checkout('scenarios', 'features', `${name}.ts`))}`,
  )
  await writeFile(join(cwd, 'all.ts'), [...imports, `export default [${exports.join(', ')}]`].join('\n'))
  const { stdout } = await plumbline(['definitions', 'all.ts', '--json'], { cwd })
  const { documents, services } = JSON.parse(stdout) as Printed
  expect(documents).toHaveLength(8)
  expect(services).toHaveLength(1)
  for (const { sql } of documents) {
    const { connection, close } = await openDatabase()
    for (const shape of shapesOf(sql)) await connection.run(`CREATE TABLE ${shape}`)
    await connection.run(sql)
    close()
  }
})

test('a reader that has seen enough, as head does, ends it without a word', async () => {
  const child = startPlumbline(['definitions', features], { cwd })
  child.stdout.destroy()
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  // It may have been done before it noticed.
  expect([0, 141]).toContain(code)
  expect(stderr).toBe('')
})
