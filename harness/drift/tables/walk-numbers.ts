import type { DuckDBConnection } from '@duckdb/node-api'
import { type KsSummary, type KsWalk, ksWalk } from '../statistics/ks-summary.ts'
import { NumberStream } from './stream-numbers.ts'

/** The numbers of one side: SQL of a value over a relation, rows to leave out being null. */
interface NumberSource {
  readonly relation: string
  readonly value: string
  /** Values that are not null. */
  readonly count: number
}

export interface NumberWalk {
  readonly reference: NumberSource
  readonly current: NumberSource
  /** Whether values are doubles, or whole numbers that a double holds: then a double tells them apart. */
  readonly fitsDouble: boolean
  /** Most values differ from each other: sorting is faster than grouping. */
  readonly mostlyDistinct: boolean
}

/** Opens one more connection to the same database. */
export type Connect = () => Promise<DuckDBConnection>

/**
 * Walks the distinct values of both sides in ascending order: sorted (or grouped and sorted) in DuckDB, which spills to
 * disk, and streamed, so that memory does not grow with the rows. Null where a side has no values.
 */
export async function walkNumbers(connect: Connect, question: NumberWalk): Promise<KsSummary | null> {
  const { reference, current } = question
  if (reference.count === 0 || current.count === 0) return null
  const walk = ksWalk(reference.count, current.count)
  if (question.fitsDouble && question.mostlyDistinct) await mergeSorted(connect, question, walk)
  else await groupBoth(connect, question, walk)
  return walk.end()
}

async function groupBoth(connect: Connect, { reference, current }: NumberWalk, walk: KsWalk): Promise<void> {
  const grouped = (side: NumberSource, counts: string) =>
    `SELECT v, ${counts} FROM (SELECT ${side.value} AS v FROM ${side.relation}) WHERE v IS NOT NULL GROUP BY v`
  const sql = `SELECT v::DOUBLE, sum(r)::DOUBLE, sum(c)::DOUBLE FROM (${grouped(reference, 'count(*) AS r, 0 AS c')}
    UNION ALL ${grouped(current, '0, count(*)')}) GROUP BY v ORDER BY v`
  const connection = await connect()
  try {
    const stream = new NumberStream(connection, sql)
    while (await stream.fetch()) {
      do walk.add(stream.at(0), stream.at(1), stream.at(2))
      while (stream.advance())
    }
  } finally {
    connection.closeSync()
  }
}

/** Sorts each side and merges them here, counting runs of equal values. */
async function mergeSorted(
  connect: Connect,
  { reference, current }: NumberWalk,
  walk: KsWalk,
): Promise<void> {
  const connections = [await connect(), await connect()] as const
  const sorted = (side: NumberSource) =>
    `SELECT v FROM (SELECT (${side.value})::DOUBLE AS v FROM ${side.relation}) WHERE v IS NOT NULL ORDER BY v`
  const a = new NumberStream(connections[0], sorted(reference))
  const b = new NumberStream(connections[1], sorted(current))
  try {
    let [hasA, hasB] = [await a.fetch(), await b.fetch()]
    while (hasA || hasB) {
      const value = !hasB || (hasA && a.at(0) <= b.at(0)) ? a.at(0) : b.at(0)
      let [fromA, fromB] = [0, 0]
      while (hasA && a.at(0) === value) {
        fromA++
        hasA = a.advance() || (await a.fetch())
      }
      while (hasB && b.at(0) === value) {
        fromB++
        hasB = b.advance() || (await b.fetch())
      }
      walk.add(value, fromA, fromB)
    }
  } finally {
    for (const connection of connections) connection.closeSync()
  }
}
