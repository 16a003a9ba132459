import type { DuckDBConnection } from '@duckdb/node-api'
import { type BatchPlan, batchPlan, sourcePlans } from '../../../features/batch-plan/batch-plan.ts'
import { type Measures, measureSql, readMeasures } from '../../../features/batch-plan/measures.ts'
import type { SourcePlan } from '../../../features/batch-plan/plan-context.ts'
import type { SqlStatement } from '../../../features/batch-plan/sql-statement.ts'
import type { Definitions } from '../../../features/definitions.ts'
import { duckdb } from '../../../features/dialects/duckdb.ts'
import type { Instant } from '../../../features/value.ts'

/** The logs of one document, as tables or views of the connection. Relations are names in SQL, quoted where they need it. */
export interface BatchLogs {
  readonly definitions: Definitions
  /** By source name. */
  readonly logs: ReadonlyMap<string, string>
  /** Keeps the temporary tables of several documents on one connection apart; its name and version by default. */
  readonly prefix?: string
  /** By source: what to plan by instead of measuring it; for tests. */
  readonly measures?: ReadonlyMap<string, Measures>
}

/** One reading of all stored features of a document at all points. */
export interface BatchReading extends BatchLogs {
  /** The points relation: `__probe`, the key parts by name, `as_of` and `__k` (µs), `__applied` (JSON; read where `__k` is null). */
  readonly points: string
  /** The table to make, one row a point; see `readAnswers`. */
  readonly into: string
  readonly trained: boolean
  /** By source: the log holds every fact with τ from there on (µs); absent: from the start of time. */
  readonly completeFrom?: ReadonlyMap<string, Instant | null>
}

/** From the logs to facts, in temporary tables that every later reading of the document on this connection uses. */
export async function prepareBatchPlan(connection: DuckDBConnection, logs: BatchLogs): Promise<void> {
  const reading = { ...logs, points: '', into: '', trained: false }
  await runAll(connection, planOf(reading, new Map(), false).facts)
  for (const plan of sourcesOf(logs)) {
    await connection.run(plan.create(plan.tables.measures, measureSql(plan)).sql)
  }
  await runAll(connection, planOf(reading, await measuresOf(connection, logs), false).tiles)
}

/** Answers a reading by the batch plan; its facts must have been prepared. Makes the table `into`. */
export async function readBatchPlan(connection: DuckDBConnection, reading: BatchReading): Promise<void> {
  const measures = await measuresOf(connection, reading)
  const { read } = planOf(reading, measures, await namesOffsets(connection, reading.points))
  await runAll(connection, read)
  for (const { table } of read) {
    if (table !== reading.into) await connection.run(duckdb.dropTable(table))
  }
}

/** Prepares and reads in one go. */
export async function runBatchPlan(connection: DuckDBConnection, reading: BatchReading): Promise<void> {
  await prepareBatchPlan(connection, reading)
  await readBatchPlan(connection, reading)
}

/** Prefix of a document's temporary tables. */
export function batchPrefix({ definitions, prefix }: BatchLogs): string {
  return prefix ?? `${definitions.name}@${definitions.version}`
}

function planOf(reading: BatchReading, measures: ReadonlyMap<string, Measures>, applied: boolean): BatchPlan {
  return batchPlan(reading.definitions, duckdb, {
    logs: reading.logs,
    points: reading.points,
    into: reading.into,
    trained: reading.trained,
    completeFrom: reading.completeFrom ?? new Map(),
    applied,
    prefix: batchPrefix(reading),
    measures,
  })
}

function sourcesOf(logs: BatchLogs): SourcePlan[] {
  return sourcePlans(logs.definitions, duckdb, { logs: logs.logs, prefix: batchPrefix(logs) })
}

async function measuresOf(
  connection: DuckDBConnection,
  logs: BatchLogs,
): Promise<ReadonlyMap<string, Measures>> {
  if (logs.measures !== undefined) return logs.measures
  const measures = new Map<string, Measures>()
  for (const plan of sourcesOf(logs)) {
    const query = `SELECT * FROM ${plan.tables.measures}`
    const [row] = (await connection.runAndReadAll(query)).getRows()
    measures.set(plan.source.name, readMeasures(row!))
  }
  return measures
}

/** Offsets cost several passes over the log, so they are planned for only where some point names them. */
async function namesOffsets(connection: DuckDBConnection, points: string): Promise<boolean> {
  const query = `SELECT count(*) FROM ${points} p WHERE p.__k IS NULL AND p.__applied IS NOT NULL`
  const reader = await connection.runAndReadAll(query)
  return reader.getRows()[0]?.[0] !== 0n
}

async function runAll(connection: DuckDBConnection, statements: readonly SqlStatement[]): Promise<void> {
  for (const { sql, frees = [] } of statements) {
    await connection.run(sql)
    for (const table of frees) await connection.run(duckdb.dropTable(table))
  }
}
