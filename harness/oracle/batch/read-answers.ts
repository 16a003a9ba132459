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
  const selected = ['__probe', ...features.flatMap(columnsOf)].join(', ')
  const result = await connection.stream(`SELECT ${selected} FROM ${table} ORDER BY __probe`)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return
    const columns = chunk.getColumns()
    const cells = features.map((feature, i) => [feature.name, cellsOf(columns, 1 + 5 * i)] as const)
    yield { probes: columns[0] as bigint[], cells: new Map(cells) }
  }
}

const states: readonly Recomputed['state'][] = ['present', 'null', 'not-found', 'expired']

/** A state is read as its number: millions of texts are what reading would mostly wait for. */
function columnsOf(feature: { readonly name: string }): string[] {
  const { value, state, n, weight, judged } = answerColumns(feature)
  const branches = states.map((each, i) => `WHEN '${each}' THEN ${i}`)
  const number = `CAST(CASE ${duckdb.identifier(state)} ${branches.join(' ')} END AS UTINYINT)`
  return [duckdb.identifier(value), number, ...[n, weight, judged].map(duckdb.identifier)]
}

/** The five columns of one feature, from `first` on. */
function cellsOf(columns: readonly (readonly DuckDBValue[])[], first: number): Recomputed[] {
  const [values, numbers, ns, weights, judged] = columns.slice(first, first + 5)
  return values!.map((value, row) => ({
    value: fromDuckDb(value),
    state: states[numbers![row] as number] as Recomputed['state'],
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
