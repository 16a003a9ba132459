import type { PlacedRecord } from '../../features/log-record.ts'
import { targetDocuments } from '../../features/target.ts'
import type { History, HistoryTable, ServedRow, TrainingRow } from './history.ts'
import { loadRows } from './load-records.ts'
import { type ReadColumn, readChunks } from './read-chunks.ts'
import { type RowReading, servedReading, trainingReading } from './served-rows.ts'
import type { StagedHistory, StagedTable } from './staged-history.ts'

/** Loads a whole staged History into memory, as it was recorded: for small ones. */
export async function loadHistory(staged: StagedHistory): Promise<History> {
  const events = new Map<string, PlacedRecord[]>()
  for (const source of staged.sources.keys()) events.set(source, await loadLog(staged, source))
  const tables: HistoryTable[] = []
  for (const table of staged.tables) {
    tables.push({
      target: table.target,
      served: await loadTable<ServedRow>(
        staged,
        servedReading(table),
        `FROM ${table.served} AS s ORDER BY s.__row`,
      ),
      training: await loadTraining(staged, table),
    })
  }
  return { page: staged.page, events, tables }
}

/** A source's records, each with the fields of every document that reads it. */
async function loadLog(staged: StagedHistory, source: string): Promise<PlacedRecord[]> {
  const documents = staged.tables.flatMap(table => targetDocuments(table.target))
  const logs = new Set(
    documents.filter(each => each.sources.has(source)).map(each => staged.logOf(each, source)),
  )
  const byRow = new Map<number, PlacedRecord>()
  for (const log of logs) {
    for (const { row, record } of await loadRows(staged, log, { arrival: 'recorded' })) {
      const known = byRow.get(row)
      byRow.set(
        row,
        known === undefined ? record : { ...known, fields: { ...record.fields, ...known.fields } },
      )
    }
  }
  return [...byRow.values()]
}

async function loadTraining(staged: StagedHistory, table: StagedTable): Promise<TrainingRow[] | null> {
  if (table.training === null) return null
  return loadTable(staged, trainingReading(table), `FROM ${table.training} AS t ORDER BY t.__row`)
}

/** Rows of a served or training table; `from` is SQL from FROM on, under the alias of the reading. */
export async function loadTable<Row>(
  { connect }: StagedHistory,
  { columns, rowOf }: { readonly columns: readonly ReadColumn[] } & RowReading<Row>,
  from: string,
): Promise<Row[]> {
  const rows: Row[] = []
  for await (const chunk of readChunks(connect, columns, from)) {
    for (let row = 0; row < chunk.rows; row++) rows.push(rowOf(index => chunk.columns[index]?.[row] ?? null))
  }
  return rows
}
