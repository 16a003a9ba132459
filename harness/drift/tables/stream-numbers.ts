import type { DuckDBConnection } from '@duckdb/node-api'

/** Rows of a query whose columns are all DOUBLE, one at a time; memory is one chunk of 2,048 rows. */
export class NumberStream {
  readonly #connection: DuckDBConnection
  readonly #sql: string
  #chunks: AsyncIterator<readonly (readonly number[])[]> | null = null
  #columns: readonly (readonly number[])[] = []
  #row = -1
  #rows = 0

  constructor(connection: DuckDBConnection, sql: string) {
    this.#connection = connection
    this.#sql = sql
  }

  /** Within the chunk at hand, or else false: then `fetch` the next. */
  advance(): boolean {
    this.#row++
    return this.#row < this.#rows
  }

  /** Makes the next chunk the one at hand, at its first row; false at the end. */
  async fetch(): Promise<boolean> {
    this.#chunks ??= chunksOf(this.#connection, this.#sql)
    const next = await this.#chunks.next()
    if (next.done === true) return false
    this.#columns = next.value
    this.#rows = this.#columns[0]?.length ?? 0
    this.#row = 0
    return this.#rows > 0
  }

  at(column: number): number {
    return this.#columns[column]![this.#row] as number
  }
}

async function* chunksOf(
  connection: DuckDBConnection,
  sql: string,
): AsyncGenerator<readonly (readonly number[])[]> {
  const result = await connection.stream(sql)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return
    yield chunk.getColumns() as unknown as readonly (readonly number[])[]
  }
}
