import { servedColumns } from '../../features/fixed-columns.ts'
import { type Target, targetColumns, targetEntity } from '../../features/target.ts'
import type { DriftComparison } from '../../reports/drift-result.ts'
import { quoteName, quoteText } from '../history/sql-text.ts'
import type { StagedTable } from '../history/staged-history.ts'
import { compareTables, type DriftRun } from './compare-tables.ts'
import type { DriftSettings } from './drift-settings.ts'
import { checkNamed } from './tables/column-list.ts'
import { driftTable, filteredTable } from './tables/drift-table.ts'
import { type Groups, groupTables } from './tables/group-tables.ts'
import { type ReferenceWindows, referenceWindows } from './tables/reference-window.ts'

export interface DriftStageQuestion extends DriftRun {
  /** Those without a training set are left out. */
  readonly tables: readonly StagedTable[]
  /** Stages that share α with this one, this one included: one a History. */
  readonly stages: number
  /** A column that tells runs apart whose entities have the same names; null where there is one run. */
  readonly run: string | null
}

export interface DriftStageFindings {
  readonly comparisons: DriftComparison[]
  readonly notes: string[]
}

/**
 * Training against served, all rows of each: what pairs cannot see. Reads the staged tables, writes nothing.
 * @throws PlumblineError `missing-column` where `by` names a column that a table has not
 */
export async function driftStage(question: DriftStageQuestion): Promise<DriftStageFindings> {
  const { settings, signal } = question
  const notes: string[] = []
  const asked = []
  for (const table of question.tables) {
    if (table.training === null) continue
    const groups = await groupsOf(question, table)
    notes.push(...groups.notes)
    asked.push(...groups.pairs.map(pair => ({ table, pair, windows: groups.windows })))
  }
  const comparisons: DriftComparison[] = []
  for (const { table, pair, windows } of asked) {
    signal.throwIfAborted()
    const entity = targetEntity(table.target).map(part => part.name)
    const cluster =
      settings.cluster.length > 0
        ? settings.cluster
        : [...entity, ...(question.run === null ? [] : [question.run])]
    comparisons.push(
      await compareTables(
        {
          ...pair,
          windows,
          features: sharedColumns(table),
          keys: new Map(),
          comparisons: asked.length * question.stages,
        },
        { ...question, settings: { ...settings, cluster } },
      ),
    )
  }
  return { comparisons, notes }
}

async function groupsOf(
  { engine, settings }: DriftStageQuestion,
  table: StagedTable,
): Promise<Groups & { readonly windows: ReferenceWindows }> {
  const { connection } = engine
  const reference = await driftTable(connection, `training set of ${table.name}`, `${table.training}`)
  const current = await driftTable(connection, `served ${table.name}`, answered(table))
  const windows = await referenceWindows(engine, reference, current, settings)
  const { shared } = windows
  const left = shared === null ? reference : await filteredTable(connection, reference, '', shared)
  const emptied =
    left.rows === 0 && reference.rows > 0 ? [`referenceWindow leaves no row of the ${reference.name}`] : []
  if (settings.by !== undefined) {
    const { pairs, notes } = await groupTables(engine, reference, current, settings.by, settings.time)
    return {
      pairs: pairs.map(pair => ({ ...pair, name: `${table.name}, ${pair.name}` })),
      notes: [...emptied, ...notes],
      windows,
    }
  }
  return {
    pairs: [{ name: `${table.name}: training against served`, reference, current }],
    notes: emptied,
    windows,
  }
}

function sharedColumns({ columns, trainingColumns }: StagedTable): string[] {
  const trained = new Set(trainingColumns.map(each => each.column))
  return columns.map(each => each.column).filter(column => trained.has(column))
}

/** The served rows without those that did not answer: an error is no value. */
function answered(table: StagedTable): string {
  const failed = sharedColumns(table).map(
    column => `${quoteName(`${column}__state`)} IS DISTINCT FROM ${quoteText('error')}`,
  )
  return failed.length === 0 ? table.served : `(SELECT * FROM ${table.served} WHERE ${failed.join(' AND ')})`
}

/**
 * Holds the columns that a configuration names against what these targets serve.
 * @throws PlumblineError `missing-column`, with the nearest
 */
export function checkStageSettings(settings: DriftSettings, targets: readonly Target[]): void {
  const columns = targets.flatMap(target => [
    ...targetColumns(target).map(each => each.column),
    ...targetEntity(target).map(part => part.name),
  ])
  checkNamed(settings, new Set([...columns, ...servedColumns]), 'the definitions')
}
