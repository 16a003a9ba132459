import { PlumblineError } from '../../features/plumbline-error.ts'
import { type Target, targetColumns, targetEntity } from '../../features/target.ts'
import type { Random } from '../../generators/random.ts'
import type { DriftComparison, DriftResult } from '../../reports/drift-result.ts'
import { openDatabase } from '../history/open-database.ts'
import { compareTables, type DriftRun } from './compare-tables.ts'
import type { DriftSettings } from './drift-settings.ts'
import { isSameFile } from './same-file.ts'
import { sumUpDrift } from './sum-up-drift.ts'
import { checkNamedColumns, featureColumns } from './tables/column-list.ts'
import type { DriftTable } from './tables/drift-table.ts'
import { type Groups, groupTables } from './tables/group-tables.ts'
import { openDriftTable } from './tables/open-drift-table.ts'
import { windowedReference } from './tables/reference-window.ts'

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
  const engine = await openDatabase({ settings: { memory_limit: files.memory } })
  try {
    const run: DriftRun = {
      engine,
      settings: withEntity(files),
      random: files.random,
      onProgress: files.onProgress,
      signal: files.signal,
    }
    const current = await openDriftTable(engine.connection, files.current, 'drift_current')
    const opened =
      files.reference === null
        ? null
        : await openDriftTable(engine.connection, files.reference, 'drift_reference')
    const tables = opened === null ? [current] : [opened, current]
    checkNamedColumns(settings, tables)
    const same = files.reference !== null && (await isSameFile(files.reference, files.current))
    const empty = tables.find(table => table.rows === 0)
    const nothingToProve = reasonForNothing(files, same, empty)
    const findings = { settings: run.settings, paired: [], notes: [], nothingToProve }
    if (nothingToProve !== null) return sumUpDrift({ ...findings, comparisons: [] })
    const reference = opened === null ? null : await windowedReference(engine, opened, current, settings)
    if (reference?.rows === 0) {
      const emptied = `referenceWindow leaves no row of ${reference.name}: widen it`
      return sumUpDrift({ ...findings, nothingToProve: emptied, comparisons: [] })
    }
    const features = featuresOf(files, tables, run.settings)
    const { pairs, notes } = await pairsOf(run, reference, current)
    const comparisons: DriftComparison[] = []
    for (const pair of pairs) {
      comparisons.push(await compareTables({ ...pair, features, comparisons: pairs.length }, run))
    }
    return sumUpDrift({
      ...findings,
      comparisons,
      notes,
    })
  } finally {
    engine.close()
  }
}

function reasonForNothing(
  { reference, current }: DriftFiles,
  same: boolean,
  empty: DriftTable | undefined,
): string | null {
  if (empty !== undefined) return `${empty.name} has no rows: there is nothing to compare`
  return same ? `${current} is the same table as ${reference}: a table cannot drift from itself` : null
}

/** Rows cluster by the entity of the definitions, unless the settings say by what. */
function withEntity({ settings, targets }: DriftFiles): DriftSettings {
  if (settings.cluster.length > 0 || targets === null) return settings
  return {
    ...settings,
    cluster: [...new Set(targets.flatMap(target => targetEntity(target).map(part => part.name)))],
  }
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
