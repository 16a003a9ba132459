import type { DuckDBConnection } from '@duckdb/node-api'
import type { Definitions, KeyPart } from '../../features/definitions.ts'
import type { PlacedRecord } from '../../features/log-record.ts'
import type { Value } from '../../features/value.ts'
import { appendRows } from './append-rows.ts'
import { decodeRaw } from './raw-cells.ts'
import { named, plainColumn, readChunks } from './read-chunks.ts'
import { quoteName } from './sql-text.ts'
import type { StagedHistory, StagedLog } from './staged-history.ts'

export interface LoadOptions {
  /**
   * Only what these keys need: their records, and the records that share an id with one of them, so that an id under two
   * keys is judged as in the whole log. Each key is in the order of the log's key fields.
   */
  readonly keys?: readonly (readonly Value[])[]
  /** `raised` (default): α as every rule takes it; `recorded`: α as it was recorded. */
  readonly arrival?: 'raised' | 'recorded'
}

/**
 * Loads records of a source's log in log order, exact in every type; what a column could not hold is what it was.
 * Without `definitions`, as the first document that reads the source sees it.
 */
export async function loadRecords(
  staged: StagedHistory,
  source: string,
  { definitions, ...options }: LoadOptions & { readonly definitions?: Definitions } = {},
): Promise<PlacedRecord[]> {
  const log = definitions === undefined ? staged.sources.get(source) : staged.logOf(definitions, source)
  if (log === undefined) throw new RangeError(`This History has no log of ${source}`)
  return (await loadRows(staged, log, options)).map(({ record }) => record)
}

/** A record and the number of its row in the file that it came from. */
export interface LoadedRow {
  readonly row: number
  readonly record: PlacedRecord
}

/** As `loadRecords`, of one log. */
export async function loadRows(
  { connection, connect }: StagedHistory,
  log: StagedLog,
  { keys, arrival = 'raised' }: LoadOptions = {},
): Promise<LoadedRow[]> {
  const fields = [...log.fields]
  const columns = [
    ...fields.map(([name, type]) => named(name, type)),
    named('id', log.idType),
    plainColumn('epoch_us(event_time)'),
    plainColumn(`epoch_us(${arrival === 'raised' ? 'arrival_time' : '__arrival'})`),
    ...['seq', 'revision', 'op', 'partition', '"offset"', '__raw', '__row'].map(plainColumn),
  ]
  const selection = keys === undefined ? null : await selectKeys(connection, log, keys)
  const where = selection === null ? '' : `WHERE ${selection.where}`
  const loaded: LoadedRow[] = []
  const from = `FROM ${log.relation} ${where} ORDER BY arrival_time, seq`
  for await (const chunk of readChunks(connect, columns, from)) {
    for (let row = 0; row < chunk.rows; row++) loaded.push(rowOf(log.source, fields, chunk.columns, row))
  }
  if (selection !== null) await connection.run(`DROP TABLE ${selection.table}`)
  return loaded
}

function rowOf(
  source: string,
  fields: readonly (readonly [string, unknown])[],
  columns: readonly (readonly Value[])[],
  row: number,
): LoadedRow {
  const cell = (index: number): Value => columns[index]?.[row] ?? null
  const at = (index: number): Value => cell(fields.length + index)
  const kept = decodeRaw(at(8) as string | null)
  const values = Object.fromEntries(fields.map(([name], i) => [name, kept.get(name) ?? cell(i)]))
  const partition = at(6)
  const offset = at(7)
  const record: PlacedRecord = {
    source,
    id: at(0) as string | bigint | null,
    eventTime: numberOf(kept.get('event_time') ?? at(1)),
    arrivalTime: numberOf(kept.get('arrival_time') ?? at(2)) ?? Number.NaN,
    op: (at(5) ?? textOf(kept.get('op'))) as string | null,
    revision: revisionOf(kept.get('revision') ?? at(4)),
    fields: values,
    position: Number(at(3)),
    placement:
      partition === null || offset === null ? null : { partition: Number(partition), offset: Number(offset) },
  }
  return { row: Number(at(9)), record }
}

/** What was kept of an instant where it was a number; a text that is no time is none. */
function numberOf(value: Value): number | null {
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : null
}

function revisionOf(value: Value): number | bigint | null {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  return typeof value === 'number' ? value : null
}

function textOf(value: Value | undefined): string | null {
  return typeof value === 'string' ? value : null
}

/** Numbers the tables of asked keys, so that two loads on one connection do not share one. */
let selections = 0

async function selectKeys(
  connection: DuckDBConnection,
  log: StagedLog,
  keys: readonly (readonly Value[])[],
): Promise<{ readonly table: string; readonly where: string }> {
  const name = `asked_keys_${selections++}`
  const columns = log.keyFields.map((field, i) => ({ name: `k${i}`, type: keyType(log, field) }))
  await appendRows(connection, { schema: 'main', name }, columns, keys)
  const table = `main.${name}`
  const key = log.keyFields.map(quoteName).join(', ')
  const ofKeys = `(${key}) IN (SELECT ${columns.map(column => column.name).join(', ')} FROM ${table})`
  return { table, where: `${ofKeys} OR id IN (SELECT id FROM ${log.relation} WHERE ${ofKeys})` }
}

function keyType(log: StagedLog, field: string): KeyPart['type'] {
  return log.fields.get(field) as KeyPart['type']
}
