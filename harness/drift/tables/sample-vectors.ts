import { DuckDBListValue, type DuckDBValue } from '@duckdb/node-api'
import { queryRows } from '../../history/query-rows.ts'
import { type ColumnContext, comparedValue } from '../column-context.ts'

/** Vectors of one side. */
export interface VectorSample {
  readonly vectors: number[][]
  /** The entity of each vector: indices from 0, those of both sides together; null where rows are independent. */
  readonly entities: number[] | null
}

/** Vectors of both sides, at most `limit` a side: chosen by row number and seed, so that the same rows come again. */
export async function sampleVectors(
  context: ColumnContext,
  dimension: number,
  limit: number,
): Promise<{ reference: VectorSample; current: VectorSample }> {
  const seed = context.random.fork('vectors').int(0, 2 ** 30)
  const plan = context.clusters?.plan ?? null
  const indices = new Map<DuckDBValue, number>()
  const of = async (side: 'reference' | 'current'): Promise<VectorSample> => {
    const rows = context.facts[side].values
    const oneIn = Math.max(1, Math.floor(rows / limit))
    const values = `SELECT ${comparedValue(context, side)} AS v, ${plan?.entity ?? 'NULL'} AS e FROM ${context.tables[side].relation}`
    const found = await queryRows(
      context.engine.connection,
      `SELECT v, e FROM (SELECT v, e, row_number() OVER () AS n FROM (${values}) WHERE v IS NOT NULL)
       WHERE hash(n, ${seed}) % ${oneIn} = 0 ORDER BY n LIMIT ${limit}`,
    )
    const kept = found
      .map(([vector, entity]) => ({ vector: numbersOf(vector), entity: entity ?? null }))
      .filter(({ vector }) => vector.length === dimension && vector.every(Number.isFinite))
    return {
      vectors: kept.map(({ vector }) => vector),
      entities: plan === null ? null : kept.map(({ entity }) => indexOf(indices, entity)),
    }
  }
  return { reference: await of('reference'), current: await of('current') }
}

function indexOf(indices: Map<DuckDBValue, number>, entity: DuckDBValue): number {
  const index = indices.get(entity) ?? indices.size
  indices.set(entity, index)
  return index
}

function numbersOf(vector: DuckDBValue | undefined): number[] {
  return vector instanceof DuckDBListValue
    ? vector.items.map(item => (item === null ? Number.NaN : Number(item)))
    : []
}
