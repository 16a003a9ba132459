import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBValue,
  INTEGER,
} from '@duckdb/node-api'
import { ownMember } from '../../features/own-member.ts'
import { targetEntity } from '../../features/target.ts'
import type { JudgedRow } from '../diff/mismatch.ts'
import { type CellPair, cellPair, isNumberType } from '../drift/pairs/cell-pair.ts'
import type { ColumnPairs } from '../drift/pairs/column-pairs.ts'
import type { PairedCounts } from '../drift/statistics/paired-counts.ts'
import { entitySql } from '../drift/tables/cluster-rows.ts'
import { pairedCounts } from '../drift/tables/paired-counts.ts'
import { queryRows } from '../history/query-rows.ts'
import type { StagedTable } from '../history/staged-history.ts'

/** Takes the judged rows of a staged table in their order, and counts what was served against what was known by entity. */
export interface StagedPairs {
  add(row: JudgedRow): void
  finish(): Promise<ColumnPairs[]>
}

/** Cells that are not equal: only these are written down, and rows by entity say how many are. */
const oddColumns = [
  ['feature', INTEGER],
  ['place', BIGINT],
  ['differs', BOOLEAN],
  ['stale', BOOLEAN],
  ['served', DOUBLE],
  ['known', DOUBLE],
  ['served_found', BOOLEAN],
  ['known_found', BOOLEAN],
] as const

const names = { given: 'odd_pairs_given', odd: 'odd_pairs', entities: 'pair_entities' }
const rowsPerChunk = 2048

interface SeenColumn {
  readonly index: number
  readonly isNumber: boolean
  compared: boolean
  odd: boolean
  hasStates: boolean
}

/** Opens the pairs of one table; what it holds it holds in temporary tables of the connection until `finish`. */
export async function openStagedPairs(
  connection: DuckDBConnection,
  table: StagedTable,
): Promise<StagedPairs> {
  const spelled = oddColumns.map(([name, type]) => `${name} ${type}`)
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${names.given} (${spelled.join(', ')})`)
  const appender = await connection.createAppender(names.given)
  const pending: DuckDBValue[][] = []
  const flush = () => {
    if (pending.length === 0) return
    const chunk = DuckDBDataChunk.create(oddColumns.map(([, type]) => type))
    chunk.setRows(pending)
    appender.appendDataChunk(chunk)
    pending.length = 0
  }
  const seen = new Map<string, SeenColumn>()
  let at = 0n
  return {
    add({ served, judgement }) {
      at++
      for (const cell of judgement.cells) {
        const { column, feature } = cell.plan
        const known = seen.get(column) ?? openColumn(seen.size, isNumberType(feature.type))
        seen.set(column, known)
        const pair = cellPair(cell)
        if (pair.kind !== 'none') {
          known.compared = true
          known.hasStates ||= (ownMember(served.cells, column)?.state ?? null) !== null
        }
        if (pair.kind === 'equal') continue
        known.odd = true
        pending.push([known.index, at, ...oddRow(pair, known.isNumber)])
        if (pending.length === rowsPerChunk) flush()
      }
    },
    async finish() {
      flush()
      appender.closeSync()
      await countEntities(connection, table)
      if ([...seen.values()].some(({ odd }) => odd)) await placeByEntity(connection, table)
      const found: ColumnPairs[] = []
      for (const [column, { isNumber, ...of }] of seen) {
        if (!of.compared) continue
        const counts = await countsOf(connection, { isNumber, ...of })
        found.push({ target: table.name, column, isNumber, counts })
      }
      for (const name of Object.values(names)) await connection.run(`DROP TABLE IF EXISTS ${name}`)
      return found
    },
  }
}

function openColumn(index: number, isNumber: boolean): SeenColumn {
  return { index, isNumber, compared: false, odd: false, hasStates: false }
}

/** A difference stands as a served value beside a known 0; what has no difference as 1 beside 0. */
function oddRow(pair: Exclude<CellPair, { kind: 'equal' }>, isNumber: boolean): DuckDBValue[] {
  if (pair.kind === 'none') return [false, false, null, null, null, null]
  const { stale, servedNull, knownNull, servedFound, knownFound, difference } = pair
  const served = servedNull ? null : isNumber ? (difference ?? Number.NaN) : 1
  return [true, stale, served, knownNull ? null : 0, servedFound, knownFound]
}

function entityOf({ target }: StagedTable): string {
  return entitySql(targetEntity(target).map(part => part.name))
}

async function countEntities(connection: DuckDBConnection, table: StagedTable): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${names.entities} AS SELECT ${entityOf(table)} AS e, count(*) AS size FROM ${table.served} GROUP BY e`,
  )
}

/** Gives every odd cell its entity by the number of its row. */
async function placeByEntity(connection: DuckDBConnection, table: StagedTable): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${names.odd} AS SELECT e, ${names.given}.* EXCLUDE (place) FROM ${names.given}
     JOIN (SELECT ${entityOf(table)} AS e, row_number() OVER (ORDER BY __row) AS place FROM ${table.served}) USING (place)`,
  )
}

async function countsOf(connection: DuckDBConnection, column: SeenColumn): Promise<PairedCounts> {
  if (!column.odd) return equalCounts(connection, column)
  const odd = `(SELECT * FROM ${names.odd} WHERE feature = ${column.index})`
  const equal = `SELECT r.e, true AS same, r.size - coalesce(o.n, 0) AS w, false AS stale, 0 AS served, 0 AS known, true AS served_found, true AS known_found
    FROM ${names.entities} AS r LEFT JOIN (SELECT e, count(*) AS n FROM ${odd} GROUP BY e) AS o USING (e) WHERE r.size > coalesce(o.n, 0)`
  return pairedCounts(
    { connection },
    {
      relation: `(SELECT e, false AS same, 1 AS w, stale, served, known, served_found, known_found FROM ${odd} WHERE differs UNION ALL ${equal})`,
      entity: 'e',
      served: 'served',
      known: 'known',
      equal: 'same',
      stale: 'stale',
      found: column.hasStates ? { served: 'served_found', known: 'known_found' } : null,
      weight: 'w',
      isNumber: column.isNumber,
    },
  )
}

/** Every cell is equal, as it mostly is: there is nothing to rank. */
async function equalCounts(connection: DuckDBConnection, { hasStates }: SeenColumn): Promise<PairedCounts> {
  const rows = await queryRows(connection, `SELECT size, count(*) FROM ${names.entities} GROUP BY size`)
  const none = { totals: [], servedOnly: 0, knownOnly: 0 }
  return {
    hits: rows.map(([trials, count]) => ({ hits: 0, trials: Number(trials), count: Number(count) })),
    stale: 0,
    direction: [],
    larger: 0,
    smaller: 0,
    ranks: [],
    nulls: none,
    found: hasStates ? none : null,
  }
}
