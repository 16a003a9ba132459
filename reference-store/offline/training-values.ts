import { type DuckDBConnection, DuckDBDataChunk, type DuckDBValue } from '@duckdb/node-api'
import { type BatchPlan, batchPlan, sourcePlans } from '../../features/batch-plan/batch-plan.ts'
import { answerColumns } from '../../features/batch-plan/frame-answers.ts'
import { type Measures, measureSql, readMeasures } from '../../features/batch-plan/measures.ts'
import type { Definitions } from '../../features/definitions.ts'
import { duckdb } from '../../features/dialects/duckdb.ts'
import type { Instant, Value } from '../../features/value.ts'
import { documentId } from '../document-id.ts'
import { toDuckDb } from './log-columns.ts'

const pointsTable = 'training_points'
const answersTable = 'training_answers'
const chunkRows = 2_048

/** One row of a training set yet to be computed: the key in the order of the entity, and T (µs). */
export interface TrainingPoint {
  /** Null for a key that no fact can be under. */
  readonly key: readonly Value[] | null
  readonly asOf: Instant
}

/** Runs the batch plan of a document at all points; one record of stored features a point, in their order. */
export async function trainingValues(
  connection: DuckDBConnection,
  definitions: Definitions,
  logs: Logs,
  points: readonly TrainingPoint[],
  knownAt: (asOf: Instant) => Instant,
): Promise<Readonly<Record<string, Value>>[]> {
  await writePoints(connection, definitions, points, knownAt)
  const unmeasured = planOf(definitions, logs, new Map())
  for (const { sql } of unmeasured.facts) await connection.run(sql)
  const { tiles, read } = planOf(definitions, logs, await measure(connection, definitions, logs))
  for (const { sql } of [...tiles, ...read]) await connection.run(sql)
  return readValues(connection, definitions)
}

type Logs = ReadonlyMap<string, string>

function planOf(definitions: Definitions, logs: Logs, measures: ReadonlyMap<string, Measures>): BatchPlan {
  return batchPlan(definitions, duckdb, {
    logs,
    points: pointsTable,
    into: answersTable,
    trained: true,
    completeFrom: new Map(),
    applied: false,
    prefix: documentId(definitions),
    measures,
  })
}

/** What the facts of each source are like, by source; the plan is fast with it and right without. */
async function measure(
  connection: DuckDBConnection,
  definitions: Definitions,
  logs: Logs,
): Promise<ReadonlyMap<string, Measures>> {
  const measures = new Map<string, Measures>()
  for (const plan of sourcePlans(definitions, duckdb, { logs, prefix: documentId(definitions) })) {
    const [row] = (await connection.runAndReadAll(measureSql(plan))).getRows()
    measures.set(plan.source.name, readMeasures(row!))
  }
  return measures
}

async function writePoints(
  connection: DuckDBConnection,
  { entity }: Definitions,
  points: readonly TrainingPoint[],
  knownAt: (asOf: Instant) => Instant,
): Promise<void> {
  const parts = entity.map(({ name, type }) => `${duckdb.identifier(name)} ${duckdb.typeName(type)}`)
  const columns = ['__probe BIGINT', ...parts, 'as_of BIGINT', '__k BIGINT', '__applied VARCHAR']
  await connection.run(`CREATE OR REPLACE TABLE ${pointsTable} (${columns.join(', ')})`)
  const appender = await connection.createAppender(pointsTable)
  const types = columns.map((_, i) => appender.columnType(i))
  for (let from = 0; from < points.length; from += chunkRows) {
    const some = points.slice(from, from + chunkRows)
    const chunk = DuckDBDataChunk.create(types, some.length)
    chunk.setColumns([
      some.map((_, i): DuckDBValue => BigInt(from + i)),
      ...entity.map(({ type }, part) => some.map(({ key }) => toDuckDb(key?.[part] ?? null, type))),
      some.map(({ asOf }): DuckDBValue => BigInt(asOf)),
      some.map(({ asOf }): DuckDBValue => BigInt(knownAt(asOf))),
      some.map((): DuckDBValue => null),
    ])
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}

async function readValues(
  connection: DuckDBConnection,
  definitions: Definitions,
): Promise<Readonly<Record<string, Value>>[]> {
  const stored = [...definitions.features.values()].filter(feature => feature.kind === 'stored')
  const names = ['__probe', ...stored.map(feature => answerColumns(feature).value)].map(duckdb.identifier)
  const query = `SELECT ${names.join(', ')} FROM ${answersTable} ORDER BY __probe`
  const [probes, ...columns] = (await connection.runAndReadAll(query)).getColumns()
  return (probes ?? []).map((_, row) => {
    return Object.fromEntries(stored.map(({ name }, i) => [name, fromDuckDb(columns[i]![row]!)]))
  })
}

/** A value of DuckDB's driver: µs of timestamps as bigint, lists as arrays. */
function fromDuckDb(value: DuckDBValue): Value {
  if (value === null || typeof value !== 'object') return value
  if ('micros' in value && typeof value.micros === 'bigint') return value.micros
  if ('items' in value) return (value.items as readonly DuckDBValue[]).map(fromDuckDb)
  throw new TypeError(`the batch plan answers no values of the kind ${String(value)}`)
}
