import { DuckDBListValue, type DuckDBValue } from '@duckdb/node-api'
import { queryRows } from '../../history/query-rows.ts'
import { type ColumnContext, comparedValue } from '../column-context.ts'

/** Vectors of both sides, at most `limit` a side: chosen by row number and seed, so that the same rows come again. */
export async function sampleVectors(
  context: ColumnContext,
  dimension: number,
  limit: number,
): Promise<{ reference: number[][]; current: number[][] }> {
  const seed = context.random.fork('vectors').int(0, 2 ** 30)
  const of = async (side: 'reference' | 'current') => {
    const rows = context.facts[side].values
    const oneIn = Math.max(1, Math.floor(rows / limit))
    const vectors = await queryRows(
      context.engine.connection,
      `SELECT v FROM (SELECT v, row_number() OVER () AS n FROM (SELECT ${comparedValue(context, side)} AS v FROM ${context.tables[side].relation}) WHERE v IS NOT NULL)
       WHERE hash(n, ${seed}) % ${oneIn} = 0 ORDER BY n LIMIT ${limit}`,
    )
    return vectors
      .map(([vector]) => numbersOf(vector))
      .filter(vector => vector.length === dimension && vector.every(Number.isFinite))
  }
  return { reference: await of('reference'), current: await of('current') }
}

function numbersOf(vector: DuckDBValue | undefined): number[] {
  return vector instanceof DuckDBListValue
    ? vector.items.map(item => (item === null ? Number.NaN : Number(item)))
    : []
}
