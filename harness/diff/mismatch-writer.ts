import { rename } from 'node:fs/promises'
import { type DuckDBConnection, DuckDBDataChunk, VARCHAR } from '@duckdb/node-api'
import type { Target } from '../../features/target.ts'
import { quoteName, quoteText } from '../history/sql-text.ts'
import { type Mismatch, parts } from './mismatch.ts'
import { type MismatchColumn, mismatchColumns, probeColumn, rankColumn } from './mismatch-columns.ts'

/** What a mismatch that was added comes from. */
export interface MismatchCause {
  readonly scenario: string | null
  readonly seed: number | null
  readonly target: string
  readonly probeId: bigint | string
  readonly feature: string
  readonly side: string
  readonly cause: string
}

/** Takes every mismatch of a run and writes `mismatches.parquet`; history § What is made of a History. */
export interface MismatchWriter {
  add(mismatch: Mismatch): void
  /** Writes the file whole or not at all, the gravest parts first, with what is known of causes; closes the writer. */
  finish(path: string, causes?: readonly MismatchCause[]): Promise<void>
}

const table = 'mismatches_in_the_making'
const graveTable = 'grave_mismatches'
const causesTable = 'causes_of_mismatches'
const rowsPerChunk = 2048

/** Opens a writer for the mismatches of these targets; it holds them in a table of the connection until `finish`. */
export async function openMismatchWriter(
  connection: DuckDBConnection,
  targets: readonly Target[],
): Promise<MismatchWriter> {
  const columns = [probeColumn(), ...mismatchColumns(targets)]
  const held = [...columns.flatMap(column => column.held), rankColumn]
  const spelled = held.map(({ name, type }) => `${quoteName(name)} ${type}`)
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} (${spelled.join(', ')})`)
  const appender = await connection.createAppender(table)
  const types = held.map(({ type }) => type)
  const pending: Mismatch[] = []
  const flush = () => {
    if (pending.length === 0) return
    const chunk = DuckDBDataChunk.create(types, pending.length)
    for (const [i, column] of held.entries()) column.fill(chunk, i, pending)
    appender.appendDataChunk(chunk)
    pending.length = 0
  }
  return {
    add(mismatch) {
      pending.push(mismatch)
      if (pending.length === rowsPerChunk) flush()
    },
    async finish(path, causes = []) {
      flush()
      appender.closeSync()
      await appendCauses(connection, causes)
      await writeParquet(connection, columns, path)
    },
  }
}

const causeColumns = ['scenario', 'seed', 'target', 'probe_id', 'feature', 'side', 'cause'] as const

/** Puts causes beside the mismatches, one a cell. */
async function appendCauses(connection: DuckDBConnection, causes: readonly MismatchCause[]): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${causesTable} (${causeColumns.map(name => `${name} VARCHAR`).join(', ')})`,
  )
  const appender = await connection.createAppender(causesTable)
  for (let at = 0; at < causes.length; at += rowsPerChunk) {
    const some = causes.slice(at, at + rowsPerChunk)
    const text = (value: unknown) => (value === null ? null : String(value))
    const chunk = DuckDBDataChunk.create(causeColumns.map(() => VARCHAR))
    chunk.setColumns([
      some.map(each => text(each.scenario)),
      some.map(each => text(each.seed)),
      some.map(each => each.target),
      some.map(each => String(each.probeId)),
      some.map(each => each.feature),
      some.map(each => each.side),
      some.map(each => each.cause),
    ])
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}

/**
 * Grave rows are sorted and told their causes first. Late data come after them as they were added: there may be tens of
 * millions, and what is copied as it lies need be neither sorted nor held.
 */
async function writeParquet(
  connection: DuckDBConnection,
  columns: readonly MismatchColumn[],
  path: string,
): Promise<void> {
  const selected = columns.map(column => `${column.sql()} AS ${quoteName(column.name)}`).join(', ')
  const place = causeColumns.filter(name => name !== 'cause')
  const late = parts.indexOf('late-data')
  const rank = quoteName(rankColumn.name)
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${graveTable} AS
    WITH told AS (
      SELECT ${selected}, ${rank} AS _rank, rowid AS _row FROM ${table} WHERE ${rank} < ${late}
    ), named AS (
      SELECT ${place.join(', ')}, any_value(cause) AS found FROM ${causesTable} GROUP BY ALL
    )
    SELECT told.* EXCLUDE (_rank, _row) REPLACE (coalesce(named.found, told.cause) AS cause)
    FROM told LEFT JOIN named ON told.part IN ('defect', 'leak') AND
      ${place.map(name => `told.${quoteName(name)}::VARCHAR IS NOT DISTINCT FROM named.${name}`).join(' AND ')}
    ORDER BY _rank, _row`)
  const whole = `SELECT * FROM ${graveTable} UNION ALL SELECT ${selected} FROM ${table} WHERE ${rank} = ${late}`
  const partial = `${path}.partial`
  await connection.run(`COPY (${whole}) TO ${quoteText(partial)} (FORMAT parquet)`)
  await rename(partial, path)
  for (const name of [table, graveTable, causesTable]) await connection.run(`DROP TABLE ${name}`)
}
