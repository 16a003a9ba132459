import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { History } from '../history.ts'
import { loadHistory } from '../load-history.ts'
import { openDatabase } from '../open-database.ts'
import { stageHistory } from '../stage-history.ts'
import type { StageOptions } from '../stage-options.ts'
import type { StagedHistory } from '../staged-history.ts'
import { writeHistory } from '../write-history.ts'
import { withTempFolder } from './temp-folder.ts'

export type Format = 'csv' | 'jsonl' | 'parquet'

/** A table of a fixture, as its file is named without an ending. */
export type TableName = 'events/payments' | 'served' | 'training'

const fixtures = join(import.meta.dirname, '..', '..', '..', 'ci', 'fixtures', 'histories')

/** Stages a folder and loads it, with what staging said. */
export async function staging<T>(
  dir: string,
  use: (history: History, staged: StagedHistory) => T | Promise<T>,
  options: StageOptions = {},
): Promise<T> {
  const staged = await stageHistory(dir, options)
  try {
    return await use(await loadHistory(staged), staged)
  } finally {
    await staged.close()
  }
}

/** Runs with a copy of the hand-written History in a format; the Parquet one is what writing the CSV one gives. */
export function withFixture<T>(format: Format, run: (dir: string) => Promise<T>): Promise<T> {
  return withTempFolder(async temp => {
    const dir = join(temp, 'h')
    if (format === 'parquet') await staging(join(fixtures, 'csv'), history => writeHistory(history, dir))
    else await cp(join(fixtures, format), dir, { recursive: true })
    return run(dir)
  })
}

/** Takes a column out of a table's file. */
export async function dropColumn(
  dir: string,
  format: Format,
  table: TableName,
  column: string,
): Promise<void> {
  const path = join(dir, `${table}.${format}`)
  if (format === 'parquet') return dropFromParquet(path, column)
  const text = await readFile(path, 'utf8')
  await writeFile(path, format === 'csv' ? dropFromCsv(text, column) : dropFromJsonl(text, column))
}

/** Replaces texts in a table's file; each must be there. */
export async function editTable(
  dir: string,
  file: string,
  edits: readonly (readonly [string, string])[],
): Promise<void> {
  let text = await readFile(join(dir, file), 'utf8')
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
    text = text.replaceAll(from, to)
  }
  await writeFile(join(dir, file), text)
}

async function dropFromParquet(path: string, column: string): Promise<void> {
  const { connection, close } = await openDatabase()
  await connection.run(
    `COPY (SELECT * EXCLUDE ("${column}") FROM read_parquet('${path}')) TO '${path}.new' (FORMAT parquet)`,
  )
  close()
  await cp(`${path}.new`, path)
  await rm(`${path}.new`)
}

function dropFromJsonl(text: string, column: string): string {
  // The texts of the fixture hold no braces, so a member ends at a comma before a quote or at the last brace.
  const member = new RegExp(`"${column}":(?:\\[[^\\]]*\\]|\\{.*\\}|"[^"]*"|[^,}]*)(?=,"|}$)`, 'gm')
  return text.replace(member, '').replaceAll(',,', ',').replaceAll('{,', '{').replaceAll(',}', '}')
}

function dropFromCsv(text: string, column: string): string {
  const rows = text.trimEnd().split('\n').map(splitCsv)
  const at = (rows[0] as string[]).indexOf(column)
  return `${rows.map(row => row.toSpliced(at, 1).join(',')).join('\n')}\n`
}

/** The fields of a line as they stand in it, quotes and all. */
function splitCsv(line: string): string[] {
  return [...line.matchAll(/(?<=^|,)(?:"(?:[^"]|"")*"|[^,"]*)(?=,|$)/g)].map(match => match[0])
}
