import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

export interface Database {
  /** The connection that everybody shares. */
  readonly connection: DuckDBConnection
  /** Opens another connection on the same database; whoever opens it closes it. */
  connect(): Promise<DuckDBConnection>
  close(): void
}

export interface DatabaseOptions {
  /** A database file; absent: in memory, spilling to the machine's temporary folder. */
  readonly path?: string
  /** Settings of DuckDB, such as `{ threads: '2', memory_limit: '4GB' }`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Aborted where what runs shall stop: it then fails with an error of DuckDB's, in whatever connection. */
  readonly signal?: AbortSignal
}

let databases = 0

/** How often what was told to stop is told again, in ms. */
const interruptionsEveryMs = 100

/** Two databases that spilled into one folder would take each other's files for their own. */
function spillFolder(): string {
  databases++
  return join(tmpdir(), `plumbline-spill-${process.pid}-${threadId}-${databases}`)
}

/** Opens DuckDB as every reader of Histories needs it: UTC, so that an instant with a zone keeps its µs. */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const { signal } = options
  signal?.throwIfAborted()
  const spill = { temp_directory: spillFolder() }
  const instance = await DuckDBInstance.create(options.path ?? ':memory:', { ...spill, ...options.settings })
  const opened: WeakRef<DuckDBConnection>[] = []
  // To a connection that is closed, or does nothing at the moment, an interruption does nothing: what starts afterwards is stopped by the next.
  const interrupt = () => {
    for (const each of opened) each.deref()?.interrupt()
  }
  let again: NodeJS.Timeout | undefined
  const stop = () => {
    interrupt()
    again ??= setInterval(interrupt, interruptionsEveryMs).unref()
  }
  signal?.addEventListener('abort', stop)
  const connect = async (): Promise<DuckDBConnection> => {
    const connection = await instance.connect()
    if (signal !== undefined) opened.push(new WeakRef(connection))
    await connection.run("SET TimeZone = 'UTC'")
    return connection
  }
  const connection = await connect()
  return {
    connection,
    connect,
    close: () => {
      signal?.removeEventListener('abort', stop)
      clearInterval(again)
      connection.closeSync()
      instance.closeSync()
    },
  }
}
