import { queryRows } from '../../history/query-rows.ts'
import type { Engine } from '../engine.ts'
import type { Share } from '../statistics/share-gate.ts'

/** One category and its rows on each side. */
interface Category extends Share {
  readonly category: string
}

export interface Categories {
  /** The most frequent over both sides, at most `categoriesMax`, in descending order. */
  readonly named: readonly Category[]
  /** All others together. */
  readonly rest: Share
  readonly restCount: number
  /** Categories that the reference has not: how many, rows in them, and the most frequent. */
  readonly unseen: { readonly count: number; readonly rows: number; readonly named: readonly Category[] }
}

/** Categories that are told apart; the rest are one cell. */
const categoriesMax = 200

/** Categories of which the report gives the names. */
const unseenNamed = 10

/** Counts categories in DuckDB; only the most frequent come out. */
export async function countCategories(
  { connection }: Engine,
  reference: { readonly relation: string; readonly value: string },
  current: { readonly relation: string; readonly value: string },
): Promise<Categories> {
  const counted = (side: { relation: string; value: string }, counts: string) =>
    `SELECT v, ${counts} FROM (SELECT (${side.value})::VARCHAR AS v FROM ${side.relation}) WHERE v IS NOT NULL GROUP BY v`
  const cells = `(SELECT v, sum(r)::BIGINT AS r, sum(c)::BIGINT AS c FROM (${counted(reference, 'count(*) AS r, 0 AS c')}
    UNION ALL ${counted(current, '0, count(*)')}) GROUP BY v)`
  const ranked = `SELECT v, r, c, row_number() OVER (ORDER BY r + c DESC, v) AS k,
    CASE WHEN r = 0 THEN row_number() OVER (PARTITION BY r = 0 ORDER BY c DESC, v) END AS u FROM ${cells}`
  const rows = await queryRows(
    connection,
    `WITH ranked AS MATERIALIZED (${ranked})
     SELECT 'named', v, r, c FROM ranked WHERE k <= ${categoriesMax}
     UNION ALL SELECT 'unseen', v, r, c FROM ranked WHERE u <= ${unseenNamed}
     UNION ALL SELECT 'rest', count(*)::VARCHAR, coalesce(sum(r), 0)::BIGINT, coalesce(sum(c), 0)::BIGINT FROM ranked WHERE k > ${categoriesMax}
     UNION ALL SELECT 'unseen rows', count(*)::VARCHAR, 0, coalesce(sum(c), 0)::BIGINT FROM ranked WHERE r = 0`,
  )
  const of = (kind: string) =>
    rows
      .filter(row => row[0] === kind)
      .map(([, category, r, c]) => ({ category: String(category), reference: Number(r), current: Number(c) }))
  const total = (each: Category) => each.reference + each.current
  const [rest] = of('rest')
  const [unseen] = of('unseen rows')
  return {
    named: of('named').sort((a, b) => total(b) - total(a) || (a.category < b.category ? -1 : 1)),
    rest: { reference: rest?.reference ?? 0, current: rest?.current ?? 0 },
    restCount: Number(rest?.category ?? 0),
    unseen: {
      count: Number(unseen?.category ?? 0),
      rows: unseen?.current ?? 0,
      named: of('unseen').sort((a, b) => b.current - a.current || (a.category < b.category ? -1 : 1)),
    },
  }
}
