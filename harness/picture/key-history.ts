import { type Target, type TargetColumn, targetEntity, targetName } from '../../features/target.ts'
import type { Value } from '../../features/value.ts'
import type { History, ServedRow, TrainingRow } from '../history/history.ts'
import { loadTable } from '../history/load-history.ts'
import { loadRows } from '../history/load-records.ts'
import { queryNumber, queryRows } from '../history/query-rows.ts'
import { servedReading, trainingReading } from '../history/served-rows.ts'
import { quoteName, quoteText } from '../history/sql-text.ts'
import type { StagedHistory, StagedLog, StagedTable } from '../history/staged-history.ts'

/** Records of one key that are read into memory for a picture. */
const recordsMax = 500_000
/** Rows of one key on each side, those nearest to T. */
const rowsMax = 1_000

/** Which value's facts are wanted. */
export interface KeyAsked {
  readonly target: string
  readonly feature: string
  /** Null: the first probe. */
  readonly probe: string | null
}

/**
 * The part of a staged History that decides one value: the records of its key in its source, and the rows of its key. Its
 * size is that of the key, whatever that of the log. Null where there is no such value, or its key alone is too large.
 */
export async function keyHistory(staged: StagedHistory, asked: KeyAsked): Promise<History | null> {
  const table = staged.tables.find(({ target }) => targetName(target) === asked.target)
  const column = table?.columns.concat(table.trainingColumns).find(each => each.column === asked.feature)
  if (table === undefined || column?.feature.kind !== 'stored' || column.definitions === null) return null
  const row = await servedRow(staged, table, asked.probe)
  const key = row === null ? null : documentKey(table.target, column, row.key)
  if (row === null || key === null) return null
  const source = column.feature.source.name
  const log = staged.logOf(column.definitions, source)
  if ((await recordsOf(staged, log, key)) > recordsMax) return null
  const records = await loadRows(staged, log, { keys: [key] })
  return {
    page: { ...staged.page, training: { ...staged.page.training, cut: await cutOf(staged, log) } },
    events: new Map([[source, records.map(({ record }) => record)]]),
    tables: [{ target: table.target, ...(await rowsOfKey(staged, table, row)) }],
  }
}

async function servedRow(
  staged: StagedHistory,
  table: StagedTable,
  probe: string | null,
): Promise<ServedRow | null> {
  const where = probe === null ? '' : `WHERE s.probe_id::VARCHAR = ${quoteText(probe)}`
  const from = `FROM ${table.served} AS s ${where} ORDER BY s.__row LIMIT 1`
  const [row] = await loadTable<ServedRow>(staged, servedReading(table), from)
  return row ?? null
}

/** The key of a document of a service is a part of the probe's. */
function documentKey(
  target: Target,
  { definitions }: TargetColumn,
  whole: readonly Value[],
): readonly Value[] | null {
  const names = targetEntity(target).map(({ name }) => name)
  const key = (definitions?.entity ?? []).map(({ name }) => whole[names.indexOf(name)] ?? null)
  return key.includes(null) ? null : key
}

async function recordsOf(
  { connection }: StagedHistory,
  log: StagedLog,
  key: readonly Value[],
): Promise<number> {
  const where = log.keyFields.map((field, i) => `${quoteName(field)} = ${literal(key[i] ?? null)}`)
  return queryNumber(connection, `SELECT count(*) FROM ${log.relation} WHERE ${where.join(' AND ')}`)
}

/** The cut that was declared, else the end of the whole log (µs), which the records of one key do not show. */
async function cutOf({ connection, page }: StagedHistory, log: StagedLog): Promise<number | null> {
  if (page.training.cut !== null) return page.training.cut
  const [row] = await queryRows(connection, `SELECT epoch_us(max(arrival_time)) FROM ${log.whole}`)
  const last = row?.[0] ?? null
  return last === null ? null : Number(last)
}

async function rowsOfKey(staged: StagedHistory, table: StagedTable, row: ServedRow) {
  const entity = targetEntity(table.target)
  const near = (alias: string) => {
    const same = entity.map(
      ({ name }, i) => `${alias}.${quoteName(name)} IS NOT DISTINCT FROM ${literal(row.key[i] ?? null)}`,
    )
    return `WHERE ${['true', ...same].join(' AND ')} ORDER BY abs(${alias}.as_of - ${row.asOf}), ${alias}.__row LIMIT ${rowsMax}`
  }
  const served = await loadTable<ServedRow>(
    staged,
    servedReading(table),
    `FROM ${table.served} AS s ${near('s')}`,
  )
  const training =
    table.training === null
      ? null
      : await loadTable<TrainingRow>(
          staged,
          trainingReading(table),
          `FROM ${table.training} AS t ${near('t')}`,
        )
  return { served, training }
}

function literal(value: Value): string {
  if (value === null) return 'NULL'
  return typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : quoteText(String(value))
}
