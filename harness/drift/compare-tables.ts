import type { Random } from '../../generators/random.ts'
import type { DriftComparison, DriftFeature } from '../../reports/drift-result.ts'
import { formatMany } from '../../reports/format.ts'
import { adjustParts } from './adjust-parts.ts'
import type { ColumnContext } from './column-context.ts'
import { type ColumnGround, columnGrounds } from './column-grounds.ts'
import { compareColumn } from './compare-column.ts'
import { type DriftSettings, featureSettings } from './drift-settings.ts'
import type { Engine } from './engine.ts'
import { plannedParts } from './planned-parts.ts'
import { spentAlpha } from './statistics/spent-alpha.ts'
import { clusterRows, clusterValue } from './tables/cluster-rows.ts'
import { type ColumnFacts, columnFacts } from './tables/column-facts.ts'
import { rowNumber } from './tables/column-list.ts'
import { type ColumnPair, pairColumn } from './tables/column-pair.ts'
import type { DriftTable } from './tables/drift-table.ts'
import type { ReferenceWindows } from './tables/reference-window.ts'
import { changedFeature, missingFeature, newFeature, reservedFeature } from './unpaired-features.ts'

export interface TableQuestion {
  readonly name: string
  readonly reference: DriftTable
  readonly current: DriftTable
  /** The rows of the reference that each feature is held against. */
  readonly windows: ReferenceWindows
  /** The columns that are features, on either side. */
  readonly features: readonly string[]
  /** Columns that would be features, did they not tell the entities of another apart. */
  readonly keys: ReadonlyMap<string, string>
  /** Comparisons that share α with this one, this one included. */
  readonly comparisons: number
}

/** What a run of comparisons needs beside the tables. */
export interface DriftRun {
  readonly engine: Engine
  readonly settings: DriftSettings
  readonly random: Random
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Compares two tables feature by feature. α is spent over looks, comparisons, and the parts of all features together, so
 * that a wrong verdict anywhere in all looks has a chance of at most α.
 * @throws the signal's reason where it is aborted
 */
export async function compareTables(question: TableQuestion, run: DriftRun): Promise<DriftComparison> {
  const { reference, current } = question
  const { settings, engine } = run
  const sorted = sortColumns(question, settings)
  const grounds = columnGrounds(engine, settings, question, question.windows)
  const shared = await grounds.shared()
  const columns: Column[] = []
  for (const pair of sorted.pairs) columns.push({ pair, ground: await grounds.of(pair.column) })
  const facts = await factsOf(engine, columns, current)
  const tests = columns.reduce((sum, { pair }) => {
    const { reference, current } = facts.get(pair) as SideFacts
    return sum + plannedParts(pair, reference, current).length
  }, 0)
  const share = (alpha: number) => spentAlpha(alpha, settings.look) / question.comparisons
  const features: DriftFeature[] = []
  for (const { pair, ground } of columns) {
    run.signal.throwIfAborted()
    run.onProgress(`${question.name}: ${pair.column}, ${features.length + 1} of ${columns.length}`)
    const own = featureSettings(settings, pair.column)
    const tables = { reference: ground.reference, current }
    const { plan } = ground
    const context: ColumnContext = {
      engine,
      pair,
      tables,
      facts: facts.get(pair) as SideFacts,
      settings: own,
      alpha: share(own.alpha) / Math.max(1, tests),
      clusters:
        plan === null ? null : { plan, rows: await clusterRows(engine, plan, clusterValue(pair), tables) },
      random: run.random.fork(question.name).fork(pair.column),
    }
    const found = await compareColumn(context, { ...settings, cluster: [...ground.cluster] })
    features.push({ ...found, notes: [...ownNotes(ground, shared, settings), ...found.notes] })
  }
  const { entities } = shared.plan ?? { entities: null }
  return {
    name: question.name,
    reference: {
      name: reference.name,
      rows: shared.reference.rows,
      entities: entities?.reference ?? null,
    },
    current: { name: current.name, rows: current.rows, entities: entities?.current ?? null },
    alpha: share(settings.alpha),
    features: [...adjustParts(features), ...sorted.unpaired],
    notCompared: sorted.notCompared,
  }
}

interface Column {
  readonly pair: ColumnPair
  readonly ground: ColumnGround
}

interface SideFacts {
  readonly reference: ColumnFacts
  readonly current: ColumnFacts
}

/** Counts every feature over the rows that it is compared on. */
async function factsOf(
  { connection }: Engine,
  columns: readonly Column[],
  current: DriftTable,
): Promise<Map<ColumnPair, SideFacts>> {
  const pairs = columns.map(({ pair }) => pair)
  const now = await columnFacts(connection, current.relation, 'current', pairs)
  const facts = new Map<ColumnPair, SideFacts>()
  for (const [reference, sharing] of Map.groupBy(columns, ({ ground }) => ground.reference)) {
    const own = sharing.map(({ pair }) => pair)
    const before = await columnFacts(connection, reference.relation, 'reference', own)
    for (const pair of own) {
      facts.set(pair, { reference: before.get(pair.column)!, current: now.get(pair.column)! })
    }
  }
  return facts
}

/** Where a feature has rows or an entity of its own, the reader hears of it. */
function ownNotes(ground: ColumnGround, shared: ColumnGround, { cluster }: DriftSettings): string[] {
  const window =
    ground.reference === shared.reference
      ? []
      : [`held against ${formatMany(ground.reference.rows, 'row')} of the reference, by a window of its own`]
  if (ground.cluster === shared.cluster || ground.cluster.join() === cluster.join()) return window
  return [
    ...window,
    ground.cluster.length === 0
      ? 'its rows are taken for independent'
      : `its rows are clustered by ${ground.cluster.join(', ')}`,
  ]
}

interface SortedColumns {
  readonly pairs: ColumnPair[]
  readonly unpaired: DriftFeature[]
  readonly notCompared: DriftComparison['notCompared']
}

function sortColumns(question: TableQuestion, settings: DriftSettings): SortedColumns {
  const { features, reference, current } = question
  const sorted: SortedColumns = { pairs: [], unpaired: [], notCompared: [] }
  const rows = { reference: reference.rows, current: current.rows }
  for (const column of features) {
    const [before, now] = [reference.columns.get(column), current.columns.get(column)]
    if (settings.ignore.includes(column) || settings.features[column]?.ignore === true) {
      sorted.notCompared.push({ column, reason: 'ignored by the configuration' })
    } else if (before === undefined && now === undefined) {
      sorted.notCompared.push({ column, reason: 'in neither table' })
    } else if (column === rowNumber) {
      sorted.unpaired.push(reservedFeature(column, (before ?? now)!.type, rows))
    } else if (now === undefined) sorted.unpaired.push(missingFeature(column, before!.type, rows))
    else if (before === undefined) {
      const isAccepted = featureSettings(settings, column).accept.has('new-column')
      if (isAccepted) sorted.notCompared.push({ column, reason: 'new, and accepted' })
      else sorted.unpaired.push(newFeature(column, now.type, rows))
    } else {
      const pairing = pairColumn(column, reference, current, settings.time)
      if (pairing.kind === 'pair') sorted.pairs.push(pairing.pair)
      else if (pairing.kind === 'changed') sorted.unpaired.push(changedFeature(column, pairing, rows))
      else sorted.notCompared.push({ column, reason: pairing.reason, unasked: true })
    }
  }
  for (const [column, feature] of question.keys) {
    if (features.includes(column)) continue
    sorted.notCompared.push({ column, reason: `a column of the entity of ${feature}` })
  }
  return sorted
}
