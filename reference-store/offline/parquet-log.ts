import { join } from 'node:path'
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

  /** Writes what was added as one more file. Without rows the first file is empty, so that there is one to read. */
  async flush(): Promise<void> {
    const rows = this.#rows
    if (rows.length === 0 && this.#parts.length > 0) return
    this.#rows = []
    const table = duckdb.identifier(`${this.#name}__new`)
    const columns = this.#columns.map(({ name, type }) => `${duckdb.identifier(name)} ${type}`)
    await this.#connection.run(`CREATE OR REPLACE TABLE ${table} (${columns.join(', ')})`)
    await this.#append(rows)
    const part = join(this.#folder, `${this.#name}-${this.#parts.length}.parquet`)
    await this.#connection.run(`COPY ${table} TO ${duckdb.literal(part, 'string')} (FORMAT parquet)`)
    await this.#connection.run(`DROP TABLE ${table}`)
    this.#parts.push(part)
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
