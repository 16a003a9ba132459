import type { DuckDBConnection } from '@duckdb/node-api'
import { type Target, targetName } from '../../features/target.ts'
import { openAppender } from './append-rows.ts'
import type { ServedRow } from './history.ts'
import { servedRows } from './probe-columns.ts'
import { requestFields } from './request-fields.ts'
import { quoteName } from './sql-text.ts'
import type { StagedTable } from './staged-history.ts'

/** A served table in the making, so that what a store answers need not be held in memory. */
export interface ServedAppender {
  /** Rows with a cell for every column of the target, and ids that are integers. */
  add(rows: readonly ServedRow[]): void
  finish(): StagedTable
}

/** Rows that wait to go to DuckDB together. */
const rowsTogether = 2_048

/** Creates the served table of a target in a schema. */
export async function openServed(
  connection: DuckDBConnection,
  schema: string,
  target: Target,
): Promise<ServedAppender> {
  const name = targetName(target)
  const { columns, features, probeIdType } = servedRows({ target, served: [] })
  const table = { schema, name: `served_${name}` }
  const appender = await openAppender(connection, table, columns)
  let waiting: ServedRow[] = []
  let written = 0
  const flush = () => {
    appender.append(servedRows({ target, served: waiting }, written).rows)
    written += waiting.length
    waiting = []
  }
  return {
    add(rows) {
      waiting.push(...rows)
      if (waiting.length >= rowsTogether) flush()
    },
    finish() {
      if (waiting.length > 0) flush()
      appender.close()
      return {
        target,
        name,
        served: `${quoteName(schema)}.${quoteName(table.name)}`,
        servedRows: written,
        training: null,
        trainingRows: 0,
        probeIdType,
        trainingByProbeId: false,
        trainingProbeIdType: null,
        columns: features,
        trainingColumns: [],
        uncompared: { online: [], offline: [] },
        request: requestFields(target),
      }
    },
  }
}
