import { duckdb } from '../../../../features/dialects/duckdb.ts'
import type { ColumnType } from '../core/index-plan.ts'
import { encodeInput, type InputEncoding } from './encode-inputs.ts'
import { field, isLegal, recordedArrival } from './legal-records.ts'
import { inputSql, type LogMeasures, measureLog } from './measure-log.ts'
import { legalRecords, logOrder, makeTable, type SourceWork, sameKey } from './source-work.ts'
import { offsetsText } from './stream-layout.ts'

/** A source whose temporary tables stand, and which of them it needed. */
export interface PreparedSource {
  readonly work: SourceWork
  readonly records: bigint
  readonly keys: number
  readonly encodings: readonly InputEncoding[]
  /** Arrivals that fell along the offsets were raised. */
  readonly raised: boolean
  /** Some ids have several records. */
  readonly chained: boolean
  /** How ids are ordered where facts tie: as the numbers they are, or by rank; null where nothing depends on it. */
  readonly idRank: { readonly by: 'id' | 'rank'; readonly type: ColumnType } | null
}

const float53 = 2n ** 53n
const int32 = 2n ** 31n - 1n

/** Makes the tables that the stream of a source joins: keys, raised arrivals, chains of ids, ranks, dictionaries. */
export async function prepareSource(work: SourceWork): Promise<PreparedSource> {
  const measures = await measureLog(work)
  const { needs } = work
  const raised = measures.placed && !work.arrivalsRaised && (await raiseArrivals(work)) > 0
  const keys = await numberKeys(work)
  const chained = !measures.idsAreRows && (await chainIds(work, raised))
  if (work.applied) await placeRecords(work, raised)
  if (work.applied && needs.scheduled) await greatestApplied(work, raised, chained)
  const encodings = needs.inputs.map((need, i) =>
    encodeInput(need, measures.ranges[i] ?? null, measures.records),
  )
  await makeDictionaries(work, encodings, raised)
  const idRank = needs.ordered ? await rankIds(work, measures, raised) : null
  return { work, records: measures.records, keys, encodings, raised, chained, idRank }
}

/** An α that falls along the offsets of a partition is raised to the running maximum; only those are listed. */
function raiseArrivals(work: SourceWork): Promise<number> {
  const { log, needs } = work
  const row = `l.${duckdb.identifier(log.row)}`
  const running = `max(${recordedArrival}) OVER (PARTITION BY l.partition ORDER BY l."offset", ${row} ROWS UNBOUNDED PRECEDING)`
  const query = `SELECT line, raised FROM (SELECT ${row} AS line, ${recordedArrival} AS own, ${running} AS raised
FROM ${log.name} l WHERE l.partition IS NOT NULL AND l."offset" IS NOT NULL AND ${isLegal(log, needs.definitions, needs.source)})
WHERE raised > own`
  return makeTable(work, 'raised', query)
}

/** Numbers the keys that points ask for, from 1 on; keys that nobody asks for never leave DuckDB. */
function numberKeys(work: SourceWork): Promise<number> {
  const parts = work.needs.definitions.entity.map(({ name }) => duckdb.identifier(name))
  const columns = parts.map((part, i) => `${part} AS k${i}`).join(', ')
  const present = parts.map(part => `${part} IS NOT NULL`).join(' AND ')
  const asked = work.points.map(points => `SELECT ${columns} FROM ${points} WHERE ${present}`)
  return makeTable(
    work,
    'keys',
    `SELECT CAST(row_number() OVER () AS INTEGER) AS n, * FROM (SELECT DISTINCT * FROM (${asked.join(' UNION ALL ')}))`,
  )
}

/**
 * The records of ids that have several: each with the number of its id and its place in the log. A record whose id was
 * first accepted under another key is not `owned`; semantics § 2, rejects.
 */
async function chainIds(work: SourceWork, raised: boolean): Promise<boolean> {
  const legal = legalRecords(work, raised)
  const shared = await makeTable(
    work,
    'shared',
    `SELECT l.id AS shared, row_number() OVER () - 1 AS chain FROM ${legal} GROUP BY l.id HAVING count(*) > 1`,
  )
  if (shared === 0) return false
  const owned = work.needs.source.keyFields.map(name => {
    return `${field(name)} = first_value(${field(name)}) OVER (PARTITION BY l.id ORDER BY ${logOrder})`
  })
  await makeTable(
    work,
    'chained',
    `SELECT l.__line AS line, s.chain, row_number() OVER (ORDER BY ${logOrder}) AS place, ${owned.join(' AND ')} AS owned
FROM ${legal} JOIN ${work.table('shared')} s ON s.shared = l.id`,
  )
  return true
}

/** The place of every legal record in the log. */
function placeRecords(work: SourceWork, raised: boolean): Promise<number> {
  const query = `SELECT l.__line AS line, row_number() OVER (ORDER BY ${logOrder}) AS place FROM ${legalRecords(work, raised)}`
  return makeTable(work, 'placed', query)
}

/** Numbers the distinct values of inputs that travel by name, in their order. */
async function makeDictionaries(
  work: SourceWork,
  encodings: readonly InputEncoding[],
  raised: boolean,
): Promise<void> {
  for (const [i, need] of work.needs.inputs.entries()) {
    if (encodings[i]?.kept !== 'dictionary') continue
    const values = `SELECT DISTINCT ${inputSql(need)} AS value FROM ${legalRecords(work, raised)} WHERE l.op = 'upsert'`
    await makeTable(
      work,
      `dictionary${i}`,
      `SELECT value, row_number() OVER (ORDER BY value) AS code FROM (${values}) WHERE value IS NOT NULL`,
    )
  }
}

/** Ids that are integers of at most 53 bits order themselves; of others, those of facts that tie are ranked. */
async function rankIds(
  work: SourceWork,
  measures: LogMeasures,
  raised: boolean,
): Promise<PreparedSource['idRank']> {
  const { ids } = measures
  if (!measures.textIds && ids === null) return null
  if (ids !== null && ids.least >= -float53 && ids.greatest <= float53) {
    const small = ids.least >= -int32 && ids.greatest <= int32
    return { by: 'id', type: small ? 'int32' : 'float64' }
  }
  const records = `${legalRecords(work, raised)} JOIN ${work.table('keys')} k ON ${sameKey(work)}`
  const ties = `SELECT k.n, l.__happened AS tau FROM ${records} GROUP BY ALL HAVING count(*) > 1`
  const tied = `SELECT DISTINCT l.id FROM ${records} SEMI JOIN (${ties}) t ON t.n = k.n AND t.tau = l.__happened`
  const ranks = await makeTable(
    work,
    'ranks',
    `SELECT id, CAST(row_number() OVER (ORDER BY id) AS INTEGER) AS rank FROM (${tied})`,
  )
  return ranks === 0 ? null : { by: 'rank', type: 'int32' }
}

/** By text of offsets: the greatest arrival below them over the whole source, which a scheduled feature reads as its K. */
function greatestApplied(work: SourceWork, raised: boolean, chained: boolean): Promise<number> {
  const owned = chained ? ` ANTI JOIN ${work.table('chained')} c ON c.line = l.__line AND NOT c.owned` : ''
  const texts = work.points.map(points => `SELECT ${offsetsText(work)} AS offsets FROM ${points} p`)
  const query = `WITH texts AS (
  SELECT DISTINCT offsets FROM (${texts.join(' UNION ALL ')}) WHERE offsets IS NOT NULL
), pairs AS (
  SELECT offsets, unnest(map_entries(CAST(CAST(offsets AS JSON) AS MAP(VARCHAR, BIGINT)))) AS pair FROM texts
), frontier AS (
  SELECT l.partition, l."offset", max(l.__came) AS came FROM ${legalRecords(work, raised)}${owned}
  WHERE l.partition IS NOT NULL AND l."offset" IS NOT NULL GROUP BY ALL
)
SELECT o.offsets, max(f.came) AS greatest
FROM (SELECT offsets, TRY_CAST(pair.key AS BIGINT) AS partition, pair.value AS next FROM pairs) o
ASOF JOIN frontier f ON f.partition = o.partition AND o.next > f."offset"
GROUP BY o.offsets`
  return makeTable(work, 'greatest', query)
}
