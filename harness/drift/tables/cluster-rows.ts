import type { DuckDBValue } from '@duckdb/node-api'
import { queryRows } from '../../history/query-rows.ts'
import { quoteName } from '../../history/sql-text.ts'
import type { Engine } from '../engine.ts'
import type { ClusterCell, ClusterCells } from '../statistics/cluster-cells.ts'
import type { ColumnPair } from './column-pair.ts'
import type { DriftTable } from './drift-table.ts'

/** How rows cluster by entity in both tables. */
export interface ClusterPlan {
  /** SQL of the entity over either relation: a 64-bit hash. */
  readonly entity: string
  readonly entities: { readonly reference: number; readonly current: number }
  /** One entity in so many is looked at, so that about `clusterRowsMax` rows are, but `entitiesMin` a side where there are. */
  readonly oneIn: number
  /** Of the rows of these entities one in so many: where a few entities have very many rows. */
  readonly rowsOneIn: number
}

/** Rows whose entities are followed one by one. */
const clusterRowsMax = 100_000
/** Entities of a side that a sample of entities should have: a hundred on average are never below ten. */
const entitiesMin = 100

/** Rows of one feature with their entity: indices from 0, in the order in which entities came. */
export interface ClusterRow {
  readonly entity: number
  readonly side: 'reference' | 'current'
  readonly value: DuckDBValue
  readonly state: string | null
}

/** SQL of an entity, a 64-bit hash of its columns. */
export function entitySql(columns: readonly string[]): string {
  return `hash(${columns.map(quoteName).join(', ')})`
}

/**
 * Whether rows cluster by these columns: null where every entity has one row in all, for then rows are independent.
 */
export async function clusterPlan(
  { connection }: Engine,
  columns: readonly string[],
  reference: DriftTable,
  current: DriftTable,
): Promise<ClusterPlan | null> {
  if (columns.length === 0) return null
  const entity = entitySql(columns)
  const [row] = await queryRows(
    connection,
    `SELECT count(DISTINCT e) FILTER (WHERE s = 0), count(DISTINCT e) FILTER (WHERE s = 1), count(DISTINCT e) FROM
       (SELECT ${entity} AS e, 0 AS s FROM ${reference.relation} UNION ALL SELECT ${entity}, 1 FROM ${current.relation})`,
  )
  const [ofReference, ofCurrent, all] = (row ?? []).map(Number) as [number, number, number]
  const rows = reference.rows + current.rows
  if (all === rows) return null
  const entities = { reference: ofReference, current: ofCurrent }
  return { entity, entities, ...sampleOf(rows, Math.min(ofReference, ofCurrent)) }
}

/** Which entities and which of their rows are followed, of so many rows on both sides. */
export function sampleOf(rows: number, entities: number): Pick<ClusterPlan, 'oneIn' | 'rowsOneIn'> {
  const wanted = Math.max(1, Math.ceil(rows / clusterRowsMax))
  const oneIn = Math.min(wanted, Math.max(1, Math.floor(entities / entitiesMin)))
  return { oneIn, rowsOneIn: Math.ceil(wanted / oneIn) }
}

/** What of a feature is taken row by row: SQL over each side's relation, and its states. */
type ClusterValue = Pick<ColumnPair, 'reference' | 'current' | 'states'>

/** The rows of a feature, with their entities, as far as the plan looks at them. */
export async function clusterRows(
  { connection }: Engine,
  plan: ClusterPlan,
  taken: ClusterValue,
  tables: { readonly reference: DriftTable; readonly current: DriftTable },
): Promise<ClusterRow[]> {
  const part = (side: 'reference' | 'current') => {
    const { relation } = tables[side]
    const columns = `${plan.entity} AS e, '${side}' AS s, ${taken[side]} AS v, ${taken.states?.[side] ?? 'NULL'} AS t`
    const chosen = `${plan.entity} % ${plan.oneIn} = 0`
    if (plan.rowsOneIn === 1) return `SELECT ${columns} FROM ${relation} WHERE ${chosen}`
    // By the hash of its place: what a row holds has no say in whether it is followed.
    return `SELECT e, s, v, t FROM (SELECT ${columns}, row_number() OVER () AS place FROM ${relation} WHERE ${chosen})
      WHERE hash(place) % ${plan.rowsOneIn} = 0`
  }
  const rows = await queryRows(connection, `${part('reference')} UNION ALL ${part('current')}`)
  const indices = new Map<DuckDBValue, number>()
  return rows.flatMap(([e, side, value, state]) => {
    if (state === 'error') return []
    const index = indices.get(e as DuckDBValue) ?? indices.size
    indices.set(e as DuckDBValue, index)
    return [
      {
        entity: index,
        side: side as 'reference' | 'current',
        value: value as DuckDBValue,
        state: state as string | null,
      },
    ]
  })
}

/** What stands for a feature row by row: of a list only whether it is null, holds NaN, an infinity, or neither. */
export function clusterValue(pair: ColumnPair): ClusterValue {
  if (pair.kind !== 'list' && pair.kind !== 'vector') return pair
  const isNumbers = pair.type === 'list<float>' || pair.type === 'list<int>'
  const reduced = (value: string) => {
    const holds = (what: string) => `len(list_filter(${value}, lambda x: ${what}(x::DOUBLE))) > 0`
    const kinds = isNumbers
      ? `WHEN ${holds('isnan')} THEN 'nan'::DOUBLE WHEN ${holds('isinf')} THEN 'inf'::DOUBLE `
      : ''
    return `CASE WHEN ${value} IS NULL THEN NULL ${kinds}ELSE 0::DOUBLE END`
  }
  return { ...pair, reference: reduced(pair.reference), current: reduced(pair.current) }
}

/** Counts rows by entity and cell; `cellOf` gives null for a row that does not count. */
export function clusterTable(
  rows: readonly ClusterRow[],
  shape: Pick<ClusterCells, 'kind' | 'cells'>,
  cellOf: (row: ClusterRow) => number | null,
): ClusterCells {
  const counts = new Map<number, { reference: number; current: number }>()
  for (const row of rows) {
    const cell = cellOf(row)
    if (cell === null) continue
    const key = row.entity * shape.cells + cell
    const found = counts.get(key)
    if (found === undefined) counts.set(key, { reference: 0, current: 0, [row.side]: 1 })
    else found[row.side]++
  }
  const entities = new Map<number, number>()
  const cells: ClusterCell[] = []
  for (const [key, sides] of counts) {
    const entity = Math.floor(key / shape.cells)
    const cluster = entities.get(entity) ?? entities.size
    entities.set(entity, cluster)
    cells.push({ cluster, cell: key % shape.cells, ...sides })
  }
  return { ...shape, clusters: entities.size, counts: cells }
}

/** The cell of a number in a grid of ascending upper ends. */
export function cellIn(ends: readonly number[], value: number): number {
  let [low, high] = [0, ends.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}
