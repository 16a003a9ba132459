import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { answerColumns } from '../../../features/batch-plan/frame-answers.ts'
import type { Definitions } from '../../../features/definitions.ts'
import { duckdb } from '../../../features/dialects/duckdb.ts'
import type { Value } from '../../../features/value.ts'
import type { Recomputed } from '../recomputed.ts'

/** Some rows of a table of answers: probes, and for each stored feature its cells in the same order. */
export interface AnswerChunk {
  readonly probes: readonly bigint[]
  readonly cells: ReadonlyMap<string, readonly Recomputed[]>
}

/** Reads a table that `runBatchPlan` made, in order of `__probe`, about 2,048 rows at a time. */
export async function* readAnswers(
  connection: DuckDBConnection,
  table: string,
  definitions: Definitions,
): AsyncGenerator<AnswerChunk> {
  const features = [...definitions.features.values()].filter(feature => feature.kind === 'stored')
  const names = ['__probe', ...features.flatMap(feature => Object.values(answerColumns(feature)))]
  const selected = names.map(duckdb.identifier).join(', ')
  const result = await connection.stream(`SELECT ${selected} FROM ${table} ORDER BY __probe`)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return
    const columns = chunk.getColumns()
    const cells = features.map((feature, i) => [feature.name, cellsOf(columns, 1 + 5 * i)] as const)
    yield { probes: columns[0] as bigint[], cells: new Map(cells) }
  }
}

/** The five columns of one feature, from `first` on. */
function cellsOf(columns: readonly (readonly DuckDBValue[])[], first: number): Recomputed[] {
  const [values, states, ns, weights, judged] = columns.slice(first, first + 5)
  return values!.map((value, row) => ({
    value: fromDuckDb(value),
    state: states![row] as Recomputed['state'],
    n: Number(ns![row]),
    weight: weights![row] as number | null,
    judged: judged![row] as boolean,
  }))
}

/** A value of DuckDB's driver as a `Value`: ints and µs of timestamps as bigint, lists as arrays. */
export function fromDuckDb(value: DuckDBValue): Value {
  if (value === null || typeof value !== 'object') return value as Value
  if ('micros' in value) return value.micros
  if ('items' in value) return value.items.map(item => fromDuckDb(item))
  throw new TypeError(`the batch plan answers no values of the kind ${String(value)}`)
}
