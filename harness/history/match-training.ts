import { targetEntity } from '../../features/target.ts'
import { queryNumber } from './query-rows.ts'
import { quoteName } from './sql-text.ts'
import type { StagedHistory, StagedTable } from './staged-history.ts'

/**
 * SQL: the training rows of a table as `t`, joined to its served rows `s`: by `probe_id` where both tables have one,
 * else by key and as-of time, where null key parts equal each other. A probe meets at most two rows, since two are as
 * wrong as many.
 */
export function joinTraining(table: StagedTable): string {
  const on = matchColumns(table)
  const partition = on.map(({ training }) => training).join(', ')
  const firstTwo = `SELECT * FROM ${table.training} AS t QUALIFY row_number() OVER (PARTITION BY ${partition} ORDER BY t.__row) <= 2`
  return `LEFT JOIN (${firstTwo}) AS t ON ${sameProbe(table)}`
}

/** Counts the training rows that no probe asks for; they are ignored. 0 where there is no training set. */
export async function countStrayTraining({ connection }: StagedHistory, table: StagedTable): Promise<number> {
  if (table.training === null) return 0
  return queryNumber(
    connection,
    `SELECT count(*) FROM ${table.training} AS t ANTI JOIN ${table.served} AS s ON ${sameProbe(table)}`,
  )
}

function sameProbe(table: StagedTable): string {
  return matchColumns(table)
    .map(({ served, training }) => `${served} IS NOT DISTINCT FROM ${training}`)
    .join(' AND ')
}

function matchColumns(table: StagedTable): { readonly served: string; readonly training: string }[] {
  if (table.trainingByProbeId) {
    // An integer here and a text there are the same id, since the formats tell them apart differently.
    const plain = table.probeIdType === table.trainingProbeIdType
    const id = (alias: string) => (plain ? `${alias}.probe_id` : `CAST(${alias}.probe_id AS VARCHAR)`)
    return [{ served: id('s'), training: id('t') }]
  }
  const names = [...targetEntity(table.target).map(part => part.name), 'as_of']
  return names.map(name => ({ served: `s.${quoteName(name)}`, training: `t.${quoteName(name)}` }))
}
