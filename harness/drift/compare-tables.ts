import type { Random } from '../../generators/random.ts'
import type { DriftComparison, DriftFeature } from '../../reports/drift-result.ts'
import { adjustParts } from './adjust-parts.ts'
import type { ColumnContext } from './column-context.ts'
import { compareColumn } from './compare-column.ts'
import { type DriftSettings, featureSettings } from './drift-settings.ts'
import type { Engine } from './engine.ts'
import { plannedParts } from './planned-parts.ts'
import { spentAlpha } from './statistics/spent-alpha.ts'
import { clusterPlan, clusterRows } from './tables/cluster-rows.ts'
import { columnFacts } from './tables/column-facts.ts'
import { type ColumnPair, pairColumn } from './tables/column-pair.ts'
import type { DriftTable } from './tables/drift-table.ts'
import { changedFeature, missingFeature, newFeature } from './unpaired-features.ts'

export interface TableQuestion {
  readonly name: string
  readonly reference: DriftTable
  readonly current: DriftTable
  /** The columns that are features, on either side. */
  readonly features: readonly string[]
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
  const { pairs } = sorted
  const facts = {
    reference: await columnFacts(engine.connection, reference.relation, 'reference', pairs),
    current: await columnFacts(engine.connection, current.relation, 'current', pairs),
  }
  const factsOf = (pair: ColumnPair) => ({
    reference: facts.reference.get(pair.column)!,
    current: facts.current.get(pair.column)!,
  })
  const tests = pairs.reduce(
    (sum, pair) => sum + plannedParts(pair, factsOf(pair).reference, factsOf(pair).current).length,
    0,
  )
  const cluster = settings.cluster.filter(name => reference.columns.has(name) && current.columns.has(name))
  const plan =
    reference.rows > 0 && current.rows > 0 ? await clusterPlan(engine, cluster, reference, current) : null
  const share = (alpha: number) => spentAlpha(alpha, settings.look) / question.comparisons
  const tables = { reference, current }
  const features: DriftFeature[] = []
  for (const pair of pairs) {
    run.signal.throwIfAborted()
    run.onProgress(`${question.name}: ${pair.column}, ${features.length + 1} of ${pairs.length}`)
    const own = featureSettings(settings, pair.column)
    const context: ColumnContext = {
      engine,
      pair,
      tables,
      facts: factsOf(pair),
      settings: own,
      alpha: share(own.alpha) / Math.max(1, tests),
      clusters: plan === null ? null : { plan, rows: await clusterRows(engine, plan, pair, tables) },
      random: run.random.fork(question.name).fork(pair.column),
    }
    features.push(await compareColumn(context, settings))
  }
  return {
    name: question.name,
    reference: { name: reference.name, rows: reference.rows, entities: plan?.entities.reference ?? null },
    current: { name: current.name, rows: current.rows, entities: plan?.entities.current ?? null },
    alpha: share(settings.alpha),
    features: [...adjustParts(features), ...sorted.unpaired],
    notCompared: sorted.notCompared,
  }
}

interface SortedColumns {
  readonly pairs: ColumnPair[]
  readonly unpaired: DriftFeature[]
  readonly notCompared: { column: string; reason: string }[]
}

function sortColumns(
  { features, reference, current }: TableQuestion,
  settings: DriftSettings,
): SortedColumns {
  const sorted: SortedColumns = { pairs: [], unpaired: [], notCompared: [] }
  const rows = { reference: reference.rows, current: current.rows }
  for (const column of features) {
    const [before, now] = [reference.columns.get(column), current.columns.get(column)]
    if (settings.ignore.includes(column) || settings.features[column]?.ignore === true) {
      sorted.notCompared.push({ column, reason: 'ignored by the configuration' })
    } else if (before === undefined && now === undefined) {
      sorted.notCompared.push({ column, reason: 'in neither table' })
    } else if (now === undefined) sorted.unpaired.push(missingFeature(column, before!.type, rows))
    else if (before === undefined) {
      const isAccepted = featureSettings(settings, column).accept.has('new-column')
      if (isAccepted) sorted.notCompared.push({ column, reason: 'new, and accepted' })
      else sorted.unpaired.push(newFeature(column, now.type, rows))
    } else {
      const pairing = pairColumn(column, reference, current, settings.time)
      if (pairing.kind === 'pair') sorted.pairs.push(pairing.pair)
      else if (pairing.kind === 'changed') sorted.unpaired.push(changedFeature(column, pairing, rows))
      else sorted.notCompared.push({ column, reason: pairing.reason })
    }
  }
  return sorted
}
