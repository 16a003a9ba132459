import { renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type DuckDBConnection, DuckDBDataChunk, type DuckDBValue } from '@duckdb/node-api'
import type { Source } from '../../features/definitions.ts'
import { duckdb } from '../../features/dialects/duckdb.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type LogColumn, logColumns, type OfflineRow } from './log-columns.ts'

/** Rows that a chunk of DuckDB holds at most. */
const chunkRows = 2_048

/** The log of one source as one document sees it, kept in Parquet files that are only ever added to. */
export class ParquetLog {
  readonly #connection: DuckDBConnection
  readonly #folder: string
  readonly #name: string
  readonly #columns: readonly LogColumn[]
  readonly #parts: string[] = []
  #rows: OfflineRow[] = []
  /** A file that is written and not kept yet. */
  #pending: string | null = null
  #intIds = false
  #textIds = false

  /** `folder` exists; `name` is unlike that of every other log there. */
  constructor(connection: DuckDBConnection, folder: string, name: string, source: Source) {
    this.#connection = connection
    this.#folder = folder
    this.#name = name
    this.#columns = logColumns(source)
  }

  add(row: OfflineRow): void {
    this.#rows.push(row)
    if (row.reject !== null) return
    if (typeof row.entry.record.id === 'bigint') this.#intIds = true
    else this.#textIds = true
  }

  /** Rows that were added and are in no file. */
  get added(): number {
    return this.#rows.length
  }

  /** The names of the files that count, for whoever looks into the folder. */
  get files(): readonly string[] {
    return this.#parts.map(part => basename(part))
  }

  /**
   * Writes what was added as one more file, which counts once it is kept: one that broke off is never read. Without rows
   * the first file is empty, so that there is one to read. `beforeWrite` is told of its path.
   */
  async write(beforeWrite: (path: string) => void): Promise<void> {
    if (this.#rows.length === 0 && this.#parts.length > 0) return
    const table = duckdb.identifier(`${this.#name}__new`)
    const columns = this.#columns.map(({ name, type }) => `${duckdb.identifier(name)} ${type}`)
    await this.#connection.run(`CREATE OR REPLACE TABLE ${table} (${columns.join(', ')})`)
    await this.#append(this.#rows)
    this.#pending = `${join(this.#folder, `${this.#name}-${this.#parts.length}.parquet`)}.new`
    beforeWrite(this.#pending)
    const to = duckdb.literal(this.#pending, 'string')
    await this.#connection.run(`COPY ${table} TO ${to} (FORMAT parquet, USE_TMP_FILE false)`)
    await this.#connection.run(`DROP TABLE ${table}`)
  }

  /** Lets the file that was written count. */
  keep(): void {
    this.#rows = []
    if (this.#pending === null) return
    const part = this.#pending.slice(0, -'.new'.length)
    renameSync(this.#pending, part)
    this.#pending = null
    this.#parts.push(part)
  }

  /** Forgets what was added since the last file, and removes what is left of one that broke off. */
  discard(): void {
    this.#rows = []
    if (this.#pending !== null) rmSync(this.#pending, { force: true })
    this.#pending = null
  }

  /**
   * Makes a view of everything flushed, as the batch plan reads it, and gives its name, quoted.
   * @throws PlumblineError `store-failed` where ids are of two types, which one column cannot hold apart.
   */
  async view(): Promise<string> {
    if (this.#intIds && this.#textIds) {
      throw new PlumblineError(
        'store-failed',
        `the log ${this.#name} has integer and string ids, which no training set holds apart: use one type of id in a source`,
      )
    }
    const id = duckdb.identifier(this.#textIds ? '__id_text' : '__id_int')
    const parts = this.#parts.map(part => duckdb.literal(part, 'string')).join(', ')
    const view = duckdb.identifier(this.#name)
    await this.#connection.run(
      `CREATE OR REPLACE TEMP VIEW ${view} AS SELECT *, ${id} AS id FROM read_parquet([${parts}])`,
    )
    return view
  }

  async #append(rows: readonly OfflineRow[]): Promise<void> {
    if (rows.length === 0) return
    const appender = await this.#connection.createAppender(`${this.#name}__new`)
    const types = this.#columns.map((_, i) => appender.columnType(i))
    for (let from = 0; from < rows.length; from += chunkRows) {
      const some = rows.slice(from, from + chunkRows)
      const chunk = DuckDBDataChunk.create(types, some.length)
      chunk.setColumns(this.#columns.map(({ value }): DuckDBValue[] => some.map(value)))
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
  }
}
