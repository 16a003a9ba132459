import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  TIMESTAMP,
  timestampValue,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import type { KeyPart } from '../../features/definitions.ts'
import { type Target, targetEntity } from '../../features/target.ts'
import type { Value, ValueType } from '../../features/value.ts'
import { quoteName, quoteText } from '../history/sql-text.ts'
import { canonicalText } from './canonical-text.ts'
import { keyColumn, type Mismatch, parts } from './mismatch.ts'

/** A column of `mismatches.parquet`, and what of it is held in a table until the file is written. */
export interface MismatchColumn {
  readonly name: string
  readonly held: readonly HeldColumn[]
  /** SQL over the held columns that gives the column of the file. */
  sql(): string
}

interface HeldColumn {
  readonly name: string
  readonly type: DuckDBType
  /** Fills the column of this index. */
  fill(chunk: DuckDBDataChunk, index: number, mismatches: readonly Mismatch[]): void
}

/** The column of the table that holds the number of a mismatch's part; it is not written. */
export const rankColumn: HeldColumn = {
  name: 'rank of part',
  type: UTINYINT,
  fill: (chunk, index, mismatches) => {
    copy(
      chunk,
      index,
      Uint8Array.from(mismatches, ({ part }) => parts.indexOf(part)),
    )
  },
}

/** The columns of `mismatches.parquet` beside `probe_id`; history § What is made of a History. */
export function mismatchColumns(targets: readonly Target[]): MismatchColumn[] {
  const asKnown = text('as_known', mismatch => mismatch.asKnown?.text)
  return [
    ...sharedKeyParts(targets).map(keyPartColumn),
    number(
      'as_of',
      ({ asOf }) => asOf,
      held => `make_timestamp(${held}::BIGINT)`,
    ),
    word('feature', ({ feature }) => feature),
    text('served', ({ served }) => served?.text, asKnown),
    text('training', ({ training }) => training?.text, asKnown),
    asKnown,
    text('as_trained', ({ asTrained }) => asTrained?.text, asKnown),
    text('as_applied', ({ asApplied }) => asApplied?.text, asKnown),
    word('part', ({ part }) => part, UTINYINT),
    word('side', ({ side }) => side, UTINYINT),
    word('cause', ({ cause }) => cause),
    word('target', ({ target }) => target),
    word('scenario', ({ scenario }) => scenario),
    number(
      'seed',
      ({ seed }) => seed,
      held => `${held}::BIGINT`,
    ),
    number(
      'lag_us',
      ({ lag }) => lag,
      held => `${held}::BIGINT`,
    ),
    word('served_state', ({ served }) => served?.state, UTINYINT),
    word('as_known_state', ({ asKnown }) => asKnown?.state, UTINYINT),
    word('as_trained_state', ({ asTrained }) => asTrained?.state, UTINYINT),
    word('as_applied_state', ({ asApplied }) => asApplied?.state, UTINYINT),
  ]
}

/** Ids of probes: numbers where every mismatch that was added has a numbered probe, else texts. */
export function probeColumn(): MismatchColumn {
  const named = text('probe name', ({ probeId }) => (typeof probeId === 'bigint' ? null : probeId))
  let isNumbered = true
  const numbers: HeldColumn = {
    name: 'probe number',
    type: BIGINT,
    fill(chunk, index, mismatches) {
      const ids = BigInt64Array.from(mismatches, ({ probeId }) =>
        typeof probeId === 'bigint' ? probeId : 0n,
      )
      isNumbered &&= mismatches.every(({ probeId }) => typeof probeId === 'bigint')
      copy(chunk, index, ids)
    },
  }
  const number = quoteName(numbers.name)
  const sql = () => (isNumbered ? number : `coalesce(${named.sql()}, ${number}::VARCHAR)`)
  return { name: 'probe_id', held: [numbers, ...named.held], sql }
}

/** The key parts of all targets, each name once; a name of two types is written as text. */
function sharedKeyParts(targets: readonly Target[]): KeyPart[] {
  const shared = new Map<string, ValueType>()
  for (const { name, type } of targets.flatMap(targetEntity)) {
    shared.set(name, (shared.get(name) ?? type) === type ? type : 'string')
  }
  return [...shared].map(([name, type]) => ({ name, type }))
}

/**
 * A column of few different texts, fewer than 256 with UTINYINT: numbers go to the table, which is much faster, and texts
 * to the file.
 */
function word(name: string, value: Text, type: typeof INTEGER | typeof UTINYINT = INTEGER): MismatchColumn {
  const numbers = new Map<string, number>()
  const numberOf = (given: string | null | undefined): number => {
    if (given === null || given === undefined) return noText
    const known = numbers.get(given)
    if (known !== undefined) return known
    numbers.set(given, numbers.size + 1)
    return numbers.size
  }
  const held: HeldColumn = {
    name,
    type,
    fill: (chunk, index, mismatches) => {
      const codes = new (type === UTINYINT ? Uint8Array : Int32Array)(mismatches.length)
      for (let i = 0; i < codes.length; i++) codes[i] = numberOf(value(mismatches[i] as Mismatch))
      copy(chunk, index, codes)
    },
  }
  return { name, held: [held], sql: () => wordSql(numbers.keys(), quoteName(name)) }
}

/** The text that a number stands for; null for 0, which no list has. */
function wordSql(words: Iterable<string>, code: string): string {
  return `([${[...words].map(quoteText).join(', ')}]::VARCHAR[])[${code}]`
}

type Text = (mismatch: Mismatch) => string | null | undefined

/** Texts that a column names by number at most. */
const wordsMax = 1_000

/** Numbers that stand for no text, for one that has no number, and for what `as_known` has. */
const noText = 0
const ownText = -1
const knownText = -2

/** What a text in SQL may hold without a thought. */
const plain = /^[ -~]*$/

/**
 * A column of any texts. Handing millions of them to DuckDB one by one is what writing would mostly wait for, so those that
 * are frequent, and those that `as_known` has as well, travel as numbers.
 */
function text(name: string, value: Text, asKnown: MismatchColumn | null = null): MismatchColumn {
  const numbers = new Map<string, number>()
  const codeOf = (mismatch: Mismatch): number => {
    const given = value(mismatch)
    if (given === null || given === undefined) return noText
    if (asKnown !== null && given === mismatch.asKnown?.text) return knownText
    const known = numbers.get(given)
    if (known !== undefined) return known
    if (numbers.size >= wordsMax || !plain.test(given)) return ownText
    numbers.set(given, numbers.size + 1)
    return numbers.size
  }
  let codes = new Int32Array(0)
  // No key part has a name with a blank.
  const [code, own] = [`${name} code`, `${name} text`]
  const coded: HeldColumn = {
    name: code,
    type: INTEGER,
    fill(chunk, index, mismatches) {
      codes = new Int32Array(mismatches.length)
      for (let i = 0; i < codes.length; i++) codes[i] = codeOf(mismatches[i] as Mismatch)
      copy(chunk, index, codes)
    },
  }
  const texts: HeldColumn = {
    name: own,
    type: VARCHAR,
    fill(chunk, index, mismatches) {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, index)
      // A vector begins as whatever lay in its memory; sixteen bytes of 0 are an empty text.
      duckdb.copy_data_to_vector(vector, 0, new ArrayBuffer(16 * codes.length), 0, 16 * codes.length)
      for (let i = 0; i < codes.length; i++) {
        if (codes[i] !== ownText) continue
        duckdb.vector_assign_string_element(vector, i, value(mismatches[i] as Mismatch) as string)
      }
    },
  }
  const sql = () => {
    const alike = asKnown === null ? '' : `WHEN ${knownText} THEN ${asKnown.sql()}`
    return `CASE ${quoteName(code)} WHEN ${ownText} THEN ${quoteName(own)} ${alike} ELSE ${wordSql(numbers.keys(), quoteName(code))} END`
  }
  return { name, held: [coded, texts], sql }
}

/** A column of whole numbers within 2⁵³. */
function number(
  name: string,
  value: (mismatch: Mismatch) => number | null,
  written: (held: string) => string,
): MismatchColumn {
  const held = doubles(name, mismatch => value(mismatch) ?? Number.NaN)
  const given = `CASE WHEN NOT isnan(${quoteName(name)}) THEN ${quoteName(name)} END`
  return { name, held: [held], sql: () => written(`(${given})`) }
}

function doubles(name: string, value: (mismatch: Mismatch) => number): HeldColumn {
  return {
    name,
    type: DOUBLE,
    fill: (chunk, index, mismatches) => {
      const cells = new Float64Array(mismatches.length)
      for (let i = 0; i < cells.length; i++) cells[i] = value(mismatches[i] as Mismatch)
      copy(chunk, index, cells)
    },
  }
}

/** Writes a whole column without a null at once. */
function copy(
  chunk: DuckDBDataChunk,
  index: number,
  cells: Float64Array | Int32Array | Uint8Array | BigInt64Array,
): void {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, index)
  duckdb.copy_data_to_vector(vector, 0, cells.buffer as ArrayBuffer, cells.byteOffset, cells.byteLength)
}

const keyTypes: Partial<Record<ValueType, DuckDBType>> = {
  int: BIGINT,
  float: DOUBLE,
  bool: BOOLEAN,
  timestamp: TIMESTAMP,
}

function keyPartColumn({ name, type }: KeyPart): MismatchColumn {
  const column = keyColumn(name)
  const value = (mismatch: Mismatch): DuckDBValue => {
    const found = mismatch.key.find(({ part }) => part.name === name)
    return found === undefined ? null : keyValue(found.value, found.part.type, type)
  }
  const duckType = keyTypes[type]
  if (duckType === undefined) return text(column, mismatch => value(mismatch) as string | null)
  const held: HeldColumn = {
    name: column,
    type: duckType,
    fill: (chunk, index, mismatches) => chunk.setColumnValues(index, mismatches.map(value)),
  }
  return { name: column, held: [held], sql: () => quoteName(column) }
}

function keyValue(value: Value, own: ValueType, written: ValueType): DuckDBValue {
  if (value === null || typeof value === 'string') return value
  if (own !== written || Array.isArray(value)) return canonicalText(value, own)
  return own === 'timestamp' ? timestampValue(value as bigint) : (value as bigint | number | boolean)
}
