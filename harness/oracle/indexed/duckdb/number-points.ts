import type { DuckDBConnection } from '@duckdb/node-api'
import { queryRow } from './source-work.ts'

/** The points of one reading, with a `__number` for each that is a double exactly. */
export interface NumberedPoints {
  /** SQL of a relation: the points with their `__number`. */
  readonly relation: string
  /** The numbers are the probes' own. */
  readonly own: boolean
  readonly count: number
  /** Some point is read at offsets. */
  readonly applied: boolean
}

const exact = 2n ** 53n

/** Numbers points by their probes, or where those do not do in a temporary table. */
export async function numberPoints(
  connection: DuckDBConnection,
  points: string,
  table: string,
  probesDo: boolean,
): Promise<NumberedPoints> {
  const [count, least, greatest, applied] = await queryRow(
    connection,
    `SELECT count(*), min(__probe), max(__probe), count(*) FILTER (__k IS NULL AND __applied IS NOT NULL) FROM ${points}`,
  )
  const own = probesDo && (least == null || ((least as bigint) >= -exact && (greatest as bigint) <= exact))
  const shape = { own, count: Number(count), applied: applied !== 0n }
  if (own) return { ...shape, relation: `(SELECT *, CAST(__probe AS DOUBLE) AS __number FROM ${points})` }
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${table} AS SELECT *, CAST(row_number() OVER () AS DOUBLE) AS __number FROM ${points}`,
  )
  return { ...shape, relation: table }
}
