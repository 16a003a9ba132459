import { DuckDBMapValue, type DuckDBValue } from '@duckdb/node-api'
import { queryRows } from '../../history/query-rows.ts'
import { quoteText } from '../../history/sql-text.ts'
import { type ColumnContext, comparedValue, type ValueCells } from '../column-context.ts'

/** Rows of each side by cell. */
export interface CellCounts {
  readonly reference: readonly number[]
  readonly current: readonly number[]
}

interface SegmentSql {
  /** SQL of a segment's name; null: all of the reference stands against each segment. */
  readonly reference: string | null
  readonly current: string
}

/** Segments that are looked at, the largest first. */
const segmentsMax = 64

/** Counts values by segment and cell, in DuckDB. */
export async function countBySegment(
  context: ColumnContext,
  cells: ValueCells,
  segment: SegmentSql,
): Promise<Map<string, CellCounts>> {
  const current = await sideCounts(context, 'current', cells, segment.current)
  const reference = await sideCounts(context, 'reference', cells, segment.reference ?? `'all'`)
  const found = new Map<string, CellCounts>()
  for (const [name, counts] of current) {
    const against = reference.get(segment.reference === null ? 'all' : name)
    if (against !== undefined) found.set(name, { reference: against, current: counts })
  }
  return found
}

async function sideCounts(
  context: ColumnContext,
  side: 'reference' | 'current',
  cells: ValueCells,
  segment: string,
): Promise<Map<string, number[]>> {
  const values = `(SELECT ${segment} AS s, ${comparedValue(context, side)} AS v FROM ${context.tables[side].relation})`
  const rows = await queryRows(
    context.engine.connection,
    `SELECT s, ${aggregate(cells)} FROM ${values} WHERE v IS NOT NULL AND s IS NOT NULL GROUP BY s ORDER BY count(*) DESC, s LIMIT ${segmentsMax}`,
  )
  return new Map(rows.map(([name, map]) => [String(name), countsOf(map ?? null, cells)]))
}

function aggregate(cells: ValueCells): string {
  if (cells.kind === 'ordered')
    return `histogram(v::DOUBLE, [${cells.ends.map(end => `'${end}'::DOUBLE`).join(', ')}])`
  const names = cells.names.map(quoteText).join(', ')
  return `histogram(CASE WHEN v::VARCHAR IN (${names}) THEN v::VARCHAR ELSE NULL END)`
}

function countsOf(map: DuckDBValue, cells: ValueCells): number[] {
  const entries = map instanceof DuckDBMapValue ? map.entries : []
  if (cells.kind === 'unordered') {
    const byName = new Map(entries.map(({ key, value }) => [String(key), Number(value)]))
    return cells.names.map(name => byName.get(name) ?? 0)
  }
  // Bins come in the order of their ends, and one more for what lies beyond the last.
  const counts = entries.map(({ value }) => Number(value))
  while (counts.length <= cells.ends.length) counts.push(0)
  return counts
}
