import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { queryRows } from '../../history/query-rows.ts'
import type { ColumnPair } from './column-pair.ts'

/** Counts of one column on one side. */
export interface ColumnFacts {
  readonly rows: number
  /** Rows that answered: without the state `error`, which is no answer. */
  readonly answered: number
  /** Rows with a value, NaN and infinities included. */
  readonly values: number
  /** Answered rows without a value whose state, where states are given, is not what explains it. */
  readonly nulls: number
  /** Of lists, those that hold a NaN, and those that hold an infinity and no NaN. */
  readonly nan: number
  readonly infinite: number
  /** Lists of numbers that are finite, every one; 0 for other kinds. */
  readonly finiteLists: number
  readonly notFound: number
  readonly expired: number
  /** About how many different values. */
  readonly distinct: number
  /** Greatest magnitude of whole numbers; null for other kinds. */
  readonly magnitude: number | null
  /** Every text reads as a number. */
  readonly numbersAsText: boolean
  /** Least and greatest length of lists. */
  readonly lengths: { readonly least: number; readonly most: number } | null
}

/** Columns that one statement measures. */
const batch = 40

/** Counts the columns of one side, a few dozen in one pass. */
export async function columnFacts(
  connection: DuckDBConnection,
  relation: string,
  side: 'reference' | 'current',
  pairs: readonly ColumnPair[],
): Promise<Map<string, ColumnFacts>> {
  const facts = new Map<string, ColumnFacts>()
  for (let from = 0; from < pairs.length; from += batch) {
    const part = pairs.slice(from, from + batch)
    const sql = part.flatMap(pair => measures(pair, side)).join(', ')
    const [row] = await queryRows(connection, `SELECT count(*), ${sql} FROM ${relation}`)
    const rows = Number(row?.[0] ?? 0)
    part.forEach((pair, i) => {
      facts.set(
        pair.column,
        factsOf(rows, (row ?? []).slice(1 + i * measureCount, 1 + (i + 1) * measureCount)),
      )
    })
  }
  return facts
}

const measureCount = 13

function measures(pair: ColumnPair, side: 'reference' | 'current'): string[] {
  const value = pair[side]
  const state = pair.states?.[side] ?? null
  const counting = (wanted: string) => (state === null ? '0' : `count_if(${state} = '${wanted}')`)
  const isFloat = pair.kind === 'float'
  const isList = pair.kind === 'list' || pair.kind === 'vector'
  const isNumbers = isList && (pair.type === 'list<float>' || pair.type === 'list<int>')
  const holds = (what: string) => `len(list_filter(${value}, lambda x: ${what}(x::DOUBLE))) > 0`
  return [
    counting('error'),
    state === null ? `count(${value})` : `count(${value}) FILTER (WHERE ${state} IS DISTINCT FROM 'error')`,
    state === null
      ? `count_if(${value} IS NULL)`
      : `count_if(${value} IS NULL AND ${state} IS DISTINCT FROM 'not-found' AND ${state} IS DISTINCT FROM 'expired' AND ${state} IS DISTINCT FROM 'error')`,
    isFloat ? `count_if(isnan(${value}))` : isNumbers ? `count_if(${holds('isnan')})` : '0',
    isFloat
      ? `count_if(isinf(${value}))`
      : isNumbers
        ? `count_if(${holds('isinf')} AND NOT ${holds('isnan')})`
        : '0',
    counting('not-found'),
    counting('expired'),
    isList ? '0' : `approx_count_distinct(${value})`,
    pair.kind === 'int' ? `greatest(abs(max(${value})::DOUBLE), abs(min(${value})::DOUBLE))` : 'NULL',
    pair.kind === 'string'
      ? `bool_and(TRY_CAST(${value} AS DOUBLE) IS NOT NULL) FILTER (WHERE ${value} IS NOT NULL)`
      : 'false',
    isList ? `min(len(${value}))` : 'NULL',
    isList ? `max(len(${value}))` : 'NULL',
    isNumbers ? `count_if(len(list_filter(${value}, lambda x: isfinite(x::DOUBLE))) = len(${value}))` : '0',
  ]
}

function factsOf(rows: number, found: readonly DuckDBValue[]): ColumnFacts {
  const at = (index: number) => Number(found[index] ?? 0)
  const asNumber = (index: number) =>
    found[index] === null || found[index] === undefined ? null : Number(found[index])
  const least = asNumber(10)
  return {
    rows,
    answered: rows - at(0),
    values: at(1),
    nulls: at(2),
    nan: at(3),
    infinite: at(4),
    notFound: at(5),
    expired: at(6),
    distinct: at(7),
    magnitude: asNumber(8),
    numbersAsText: found[9] === true,
    lengths: least === null ? null : { least, most: at(11) },
    finiteLists: at(12),
  }
}
