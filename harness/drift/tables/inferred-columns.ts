import type { DuckDBConnection } from '@duckdb/node-api'
import type { TableFile } from '../../history/open-table-file.ts'
import { queryRows } from '../../history/query-rows.ts'

/** A column of a file without types: SQL over the file that gives it in the type its cells have. */
export interface InferredColumn {
  readonly name: string
  readonly sql: string
}

/** A type that every cell may turn out to have: whether a text is of it, and the cast. */
interface Candidate {
  readonly fits: string
  readonly cast: string
}

/** Over the text `t`, narrowest first: integers in plain form only, so that `007` stays text. */
const candidates: readonly Candidate[] = [
  { fits: `t IN ('true', 'false')`, cast: 't::BOOLEAN' },
  {
    fits: `regexp_full_match(t, '0|-?[1-9][0-9]*') AND TRY_CAST(t AS BIGINT) IS NOT NULL`,
    cast: 't::BIGINT',
  },
  {
    fits: `TRY_CAST(t AS DOUBLE) IS NOT NULL AND NOT regexp_matches(t, '^-?0[0-9]')`,
    cast: 't::DOUBLE',
  },
  {
    fits: `regexp_matches(t, '^[0-9]{4}-[0-9]{2}-[0-9]{2}') AND TRY_CAST(t AS TIMESTAMPTZ) IS NOT NULL`,
    cast: 't::TIMESTAMPTZ',
  },
]

/** Types of JSON that hold the same. */
const jsonNumbers = `j IN ('BIGINT', 'UBIGINT', 'DOUBLE', 'HUGEINT')`

/** Reads a CSV or JSONL file once, and says of each column the narrowest type that holds all its cells. */
export async function inferredColumns(
  connection: DuckDBConnection,
  file: TableFile,
): Promise<InferredColumn[]> {
  const names = [...file.columns.keys()]
  const [found] = await queryRows(
    connection,
    `SELECT ${names.flatMap(name => measures(file, name)).join(', ')} FROM ${file.from}`,
  )
  const each = measureCount(file)
  return names.map((name, i) => {
    const flags = (found ?? []).slice(i * each, (i + 1) * each)
    return { name, sql: castOf(file, name, flags) }
  })
}

function textOf(file: TableFile, name: string): string {
  return file.format === 'csv' ? file.cell(name) : `(${file.cell(name)} ->> '$')`
}

function measures(file: TableFile, name: string): string[] {
  const text = textOf(file, name)
  const fitting = candidates.map(
    ({ fits }) => `bool_and(${fits.replaceAll(/\bt\b/g, () => text)}) FILTER (WHERE ${text} IS NOT NULL)`,
  )
  if (file.format === 'csv') return fitting
  const json = `nullif(json_type(${file.cell(name)}), 'NULL')`
  const isNumber = jsonNumbers.replaceAll(/\bj\b/g, () => json)
  const elements = `json_extract(${file.cell(name)}, '$[*]')`
  const areNumbers = `coalesce(list_bool_and(list_transform(${elements}, lambda x: ${jsonNumbers.replaceAll(/\bj\b/g, () => 'json_type(x)')})), true)`
  return [
    ...fitting,
    `bool_and(${isNumber})`,
    `bool_and(${json} = 'BOOLEAN')`,
    `bool_and(${json} = 'VARCHAR')`,
    `bool_and(${json} = 'ARRAY')`,
    `bool_and(${areNumbers}) FILTER (WHERE ${json} = 'ARRAY')`,
  ]
}

function measureCount(file: TableFile): number {
  return candidates.length + (file.format === 'csv' ? 0 : 5)
}

function castOf(file: TableFile, name: string, flags: readonly unknown[]): string {
  const text = textOf(file, name)
  const cast = (at: number) => candidates[at]!.cast.replaceAll(/\bt\b/g, () => text)
  const narrowest = candidates.findIndex((_, at) => flags[at] === true)
  // No cell says anything of the type; BIT, which no such file can hold, stands for that.
  if (flags[0] === null) return 'NULL::BIT'
  if (file.format === 'csv') return narrowest < 0 ? text : cast(narrowest)
  const [number, bool, string, array, numbers] = flags.slice(candidates.length)
  if (number === true) return cast(flags[1] === true ? 1 : 2)
  if (bool === true) return cast(0)
  if (array === true) return `CAST(${file.cell(name)} AS ${numbers === true ? 'DOUBLE[]' : 'VARCHAR[]'})`
  // JSON says itself what is a text: numbers within it stay text, an instant is one.
  if (string === true) return flags[3] === true ? cast(3) : text
  return `struct_pack(mixed := ${text})`
}
