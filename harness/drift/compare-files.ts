import { PlumblineError } from '../../features/plumbline-error.ts'
import { type Target, targetColumns, targetEntity } from '../../features/target.ts'
import type { Random } from '../../generators/random.ts'
import type { DriftComparison, DriftResult } from '../../reports/drift-result.ts'
import { openDatabase } from '../history/open-database.ts'
import { compareTables, type DriftRun } from './compare-tables.ts'
import type { DriftSettings } from './drift-settings.ts'
import type { Engine } from './engine.ts'
import { isSameFile } from './same-file.ts'
import { sumUpDrift } from './sum-up-drift.ts'
import { checkClusters, checkNamedColumns, featureColumns, ownEntities } from './tables/column-list.ts'
import { type DriftTable, filteredTable } from './tables/drift-table.ts'
import { type Groups, groupTables } from './tables/group-tables.ts'
import { openDriftTable } from './tables/open-drift-table.ts'
import { type ReferenceWindows, referenceWindows, wholeReference } from './tables/reference-window.ts'

export interface DriftFiles {
  /** Null: groups of the current file are held against each other. */
  readonly reference: string | null
  readonly current: string
  /** What the definitions say the features are; null: every column that is no key, time or bookkeeping. */
  readonly targets: readonly Target[] | null
  readonly settings: DriftSettings
  /** DuckDB's memory, such as `2GB`; beyond it spills to disk. */
  readonly memory: string
  readonly random: Random
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Compares two files, or the groups of one.
 * @throws PlumblineError as `openDriftTable` does; `missing-column` where the configuration or `by` names no column;
 * `usage` where the files share no feature, or there is nothing to compare one file with
 */
export async function compareFiles(files: DriftFiles): Promise<DriftResult> {
  const { settings } = files
  if (files.reference === null && settings.by === undefined) {
    throw new PlumblineError(
      'usage',
      'drift needs two sides: give --reference, or --by to hold groups of --current against each other',
    )
  }
  refuseWindows(files)
  const engine = await openDatabase({ settings: { memory_limit: files.memory }, signal: files.signal })
  try {
    const current = await openDriftTable(engine.connection, files.current, 'drift_current')
    const reference =
      files.reference === null
        ? null
        : await openDriftTable(engine.connection, files.reference, 'drift_reference')
    const tables = reference === null ? [current] : [reference, current]
    checkNamedColumns(settings, tables)
    checkClusters(settings, tables)
    const entity = withEntity(files, tables)
    const run: DriftRun = { ...files, engine, settings: entity.settings }
    const windows =
      reference === null ? wholeReference : await referenceWindows(engine, reference, current, settings)
    const nothingToProve = await reasonForNothing(files, tables, engine, windows)
    const findings = { settings: run.settings, paired: [], notes: entity.notes, nothingToProve }
    if (nothingToProve !== null) return sumUpDrift({ ...findings, comparisons: [] })
    const features = featuresOf(files, tables, run.settings)
    const keys = ownEntities(settings)
    const { pairs, notes } = await pairsOf(run, reference, current)
    const comparisons: DriftComparison[] = []
    for (const pair of pairs) {
      const question = { ...pair, windows, features, keys, comparisons: pairs.length }
      comparisons.push(await compareTables(question, run))
    }
    return sumUpDrift({ ...findings, comparisons, notes: [...entity.notes, ...notes] })
  } finally {
    engine.close()
  }
}

/** @throws PlumblineError `usage` for a window of a reference that is not there */
function refuseWindows({ reference, settings }: DriftFiles): void {
  const named = Object.entries(settings.features).find(([, own]) => own.referenceWindow !== undefined)
  if (reference !== null || (settings.referenceWindow === undefined && named === undefined)) return
  const where =
    settings.referenceWindow === undefined ? `features.${named?.[0]}.referenceWindow` : 'referenceWindow'
  throw new PlumblineError(
    'usage',
    `${where} cuts the reference, and there is none where groups of one table are compared: give --reference, or leave it out`,
  )
}

async function reasonForNothing(
  { reference, current, settings }: DriftFiles,
  tables: readonly DriftTable[],
  { connection }: Engine,
  { shared }: ReferenceWindows,
): Promise<string | null> {
  const empty = tables.find(table => table.rows === 0)
  if (empty !== undefined) return `${empty.name} has no rows: there is nothing to compare`
  if (reference !== null && (await isSameFile(reference, current)))
    return `${current} is the same table as ${reference}: a table cannot drift from itself`
  const [whole] = tables
  const hasOwn = Object.values(settings.features).some(own => own.referenceWindow !== undefined)
  if (shared === null || hasOwn || whole === undefined) return null
  const { rows, name } = await filteredTable(connection, whole, whole.name, shared)
  return rows === 0 ? `referenceWindow leaves no row of ${name}: widen it` : null
}

/** Rows cluster by the entity of the definitions, as far as both tables have it, unless the settings say by what. */
function withEntity(
  { settings, targets }: DriftFiles,
  tables: readonly DriftTable[],
): { readonly settings: DriftSettings; readonly notes: string[] } {
  if (settings.cluster.length > 0 || targets === null) return { settings, notes: [] }
  const entity = [...new Set(targets.flatMap(target => targetEntity(target).map(part => part.name)))]
  const lacking = tables.flatMap(({ name, columns }) =>
    entity.filter(part => !columns.has(part)).map(part => `${name} has no column ${part}`),
  )
  const cluster = entity.filter(part => tables.every(({ columns }) => columns.has(part)))
  const said = `${lacking.join(', ')}: rows are taken for ${cluster.length === 0 ? 'independent' : `clustered by ${cluster.join(', ')}`}`
  return { settings: { ...settings, cluster }, notes: lacking.length === 0 ? [] : [said] }
}

function featuresOf(
  { targets }: DriftFiles,
  tables: readonly DriftTable[],
  settings: DriftSettings,
): string[] {
  const there = [...new Set(tables.flatMap(table => featureColumns(table, settings)))]
  const names = tables.map(table => table.name).join(' and ')
  const wanted =
    targets === null
      ? there
      : [...new Set(targets.flatMap(target => targetColumns(target).map(each => each.column)))]
  const shared = wanted.filter(column => tables.every(table => table.columns.has(column)))
  if (shared.length > 0) return wanted.filter(column => tables.some(table => table.columns.has(column)))
  const [only] = tables
  if (tables.length === 1 && only !== undefined) {
    throw new PlumblineError(
      'missing-column',
      `${names} has no feature (${[...only.columns.keys()].slice(0, 8).join(', ')}): give a table with columns beside keys, times and groups`,
    )
  }
  const [a, b] = tables.map(table => [...table.columns.keys()].slice(0, 8).join(', '))
  throw new PlumblineError(
    'missing-column',
    `${names} share no feature (${a} against ${b}): give two tables of the same features, or rename columns`,
  )
}

async function pairsOf(run: DriftRun, reference: DriftTable | null, current: DriftTable): Promise<Groups> {
  const { settings, engine } = run
  if (settings.by !== undefined) return groupTables(engine, reference, current, settings.by, settings.time)
  const only = reference as DriftTable
  return { pairs: [{ name: `${only.name} → ${current.name}`, reference: only, current }], notes: [] }
}
