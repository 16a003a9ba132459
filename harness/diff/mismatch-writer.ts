import { rename } from 'node:fs/promises'
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  TIMESTAMP,
  timestampValue,
  VARCHAR,
} from '@duckdb/node-api'
import type { KeyPart } from '../../features/definitions.ts'
import { type Target, targetEntity } from '../../features/target.ts'
import type { Value, ValueType } from '../../features/value.ts'
import { canonicalText } from './canonical-text.ts'
import { keyColumn, type Mismatch, parts } from './mismatch.ts'

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

interface Column {
  readonly name: string
  readonly type: DuckDBType
  readonly value: (mismatch: Mismatch) => DuckDBValue
  /** The texts that the column's numbers stand for, the first for 1; absent: values stand for themselves. */
  readonly words?: readonly string[]
}

const table = 'mismatches_in_the_making'
const causesTable = 'causes_of_mismatches'
const rowsPerChunk = 2048

/** Opens a writer for the mismatches of these targets; it holds them in a table of the connection until `finish`. */
export async function openMismatchWriter(
  connection: DuckDBConnection,
  targets: readonly Target[],
): Promise<MismatchWriter> {
  const columns = columnsOf(sharedKeyParts(targets))
  const spelled = columns.map(({ name, type }) => `${quoted(name)} ${type}`)
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} (${spelled.join(', ')})`)
  const appender = await connection.createAppender(table)
  const pending: Mismatch[] = []
  const flush = () => {
    if (pending.length === 0) return
    const chunk = DuckDBDataChunk.create(columns.map(column => column.type))
    chunk.setColumns(columns.map(column => pending.map(column.value)))
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

/** The key parts of all targets, each name once; a name of two types is written as text. */
function sharedKeyParts(targets: readonly Target[]): KeyPart[] {
  const shared = new Map<string, ValueType>()
  for (const { name, type } of targets.flatMap(targetEntity)) {
    shared.set(name, (shared.get(name) ?? type) === type ? type : 'string')
  }
  return [...shared].map(([name, type]) => ({ name, type }))
}

/** Columns whose name begins with `_` order the rows and are not written. */
function columnsOf(keyParts: readonly KeyPart[]): Column[] {
  return [
    text('probe_id', ({ probeId }) => String(probeId)),
    ...keyParts.map(keyPartColumn),
    { name: 'as_of', type: TIMESTAMP, value: ({ asOf }) => timestampValue(BigInt(asOf)) },
    word('feature', ({ feature }) => feature),
    text('served', ({ served }) => served?.text),
    text('training', ({ training }) => training?.text),
    text('as_known', ({ asKnown }) => asKnown?.text),
    text('as_trained', ({ asTrained }) => asTrained?.text),
    text('as_applied', ({ asApplied }) => asApplied?.text),
    word('part', ({ part }) => part),
    word('side', ({ side }) => side),
    word('cause', ({ cause }) => cause),
    word('target', ({ target }) => target),
    word('scenario', ({ scenario }) => scenario),
    { name: 'seed', type: BIGINT, value: ({ seed }) => (seed === null ? null : BigInt(seed)) },
    { name: 'lag_us', type: BIGINT, value: ({ lag }) => (lag === null ? null : BigInt(lag)) },
    word('served_state', ({ served }) => served?.state),
    word('as_known_state', ({ asKnown }) => asKnown?.state),
    word('as_trained_state', ({ asTrained }) => asTrained?.state),
    word('as_applied_state', ({ asApplied }) => asApplied?.state),
    { name: '_rank', type: INTEGER, value: ({ part }) => parts.indexOf(part) },
    { name: '_numbered', type: BOOLEAN, value: ({ probeId }) => typeof probeId === 'bigint' },
  ]
}

type Text = (mismatch: Mismatch) => string | null | undefined

function text(name: string, value: Text): Column {
  return { name, type: VARCHAR, value: mismatch => value(mismatch) ?? null }
}

/** A column of few different texts: numbers go to the table, which is much faster, and texts to the file. */
function word(name: string, value: Text): Column {
  const numbers = new Map<string, number>()
  const words: string[] = []
  const numberOf = (mismatch: Mismatch): number | null => {
    const given = value(mismatch) ?? null
    if (given === null) return null
    const known = numbers.get(given)
    if (known !== undefined) return known
    numbers.set(given, words.push(given))
    return words.length
  }
  return { name, type: INTEGER, value: numberOf, words }
}

const keyTypes: Partial<Record<ValueType, DuckDBType>> = {
  int: BIGINT,
  float: DOUBLE,
  bool: BOOLEAN,
  timestamp: TIMESTAMP,
}

function keyPartColumn({ name, type }: KeyPart): Column {
  const value = (mismatch: Mismatch): DuckDBValue => {
    const found = mismatch.key.find(({ part }) => part.name === name)
    return found === undefined ? null : keyValue(found.value, found.part.type, type)
  }
  return { name: keyColumn(name), type: keyTypes[type] ?? VARCHAR, value }
}

function keyValue(value: Value, own: ValueType, written: ValueType): DuckDBValue {
  if (value === null || typeof value === 'string') return value
  if (own !== written || Array.isArray(value)) return canonicalText(value, own)
  return own === 'timestamp' ? timestampValue(value as bigint) : (value as bigint | number | boolean)
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

/** A number of a probe is written as a number where every probe has one. */
async function writeParquet(
  connection: DuckDBConnection,
  columns: readonly Column[],
  path: string,
): Promise<void> {
  const numbered = await connection.runAndReadAll(`SELECT coalesce(bool_and(_numbered), false) FROM ${table}`)
  const probeId = numbered.value(0, 0) === true ? 'probe_id::BIGINT AS probe_id' : 'probe_id'
  const written = columns.filter(({ name }) => !name.startsWith('_'))
  const selected = [probeId, ...written.slice(1).map(selectColumn)].join(', ')
  const place = causeColumns.filter(name => name !== 'cause')
  const whole = `WITH told AS (
      SELECT ${selected}, _rank, rowid AS _row FROM ${table}
    ), named AS (
      SELECT ${place.join(', ')}, any_value(cause) AS found FROM ${causesTable} GROUP BY ALL
    )
    SELECT told.* EXCLUDE (_rank, _row) REPLACE (coalesce(named.found, told.cause) AS cause)
    FROM told LEFT JOIN named ON told.part IN ('defect', 'leak') AND
      ${place.map(name => `told.${quoted(name)}::VARCHAR IS NOT DISTINCT FROM named.${name}`).join(' AND ')}
    ORDER BY _rank, _row`
  const partial = `${path}.partial`
  await connection.run(`COPY (${whole}) TO '${partial.replaceAll("'", "''")}' (FORMAT parquet)`)
  await rename(partial, path)
  await connection.run(`DROP TABLE ${table}`)
  await connection.run(`DROP TABLE ${causesTable}`)
}

function selectColumn({ name, words }: Column): string {
  if (words === undefined) return quoted(name)
  const list = words.map(each => `'${each.replaceAll("'", "''")}'`).join(', ')
  return `([${list}]::VARCHAR[])[${quoted(name)}] AS ${quoted(name)}`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
