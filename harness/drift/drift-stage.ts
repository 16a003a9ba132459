import type { Random } from '../../generators/random.ts'
import type { DriftComparison, DriftResult, PairedDrift } from '../../reports/drift-result.ts'
import { comparePairs, type PairedQuestion } from './compare-pairs.ts'
import { compareTables } from './compare-tables.ts'
import type { DriftSettings } from './drift-settings.ts'
import type { Engine } from './engine.ts'
import { sumUpDrift } from './sum-up-drift.ts'
import { checkNamedColumns } from './tables/column-list.ts'
import { driftTable } from './tables/drift-table.ts'

/** One side of an unpaired question: a relation of DuckDB. */
interface StageSide {
  /** As the report names it: `training`, `served`. */
  readonly name: string
  /** SQL that may stand after FROM; columns under their feature names, `<feature>__state` where there are states. */
  readonly relation: string
}

/** Training against served: the columns of `features` on both sides. */
interface UnpairedStage {
  readonly name: string
  readonly reference: StageSide
  readonly current: StageSide
  readonly features: readonly string[]
  /** Columns of the entity, on both sides. */
  readonly cluster: readonly string[]
}

export interface DriftStageQuestion {
  readonly engine: Engine
  readonly unpaired: readonly UnpairedStage[]
  /** Served against as-known, value by value. */
  readonly paired: readonly PairedQuestion[]
  readonly settings: DriftSettings
  readonly random: Random
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Drift as a stage of `verify` and `audit`: paired questions first, then distributions. Reads the relations, writes nothing.
 * @throws PlumblineError `missing-column` where the settings name a column that no relation has
 */
export async function driftStage(question: DriftStageQuestion): Promise<DriftResult> {
  const { engine, settings, random, onProgress, signal } = question
  const paired: PairedDrift[] = []
  for (const pairs of question.paired) {
    signal.throwIfAborted()
    onProgress(`drift: ${pairs.name}`)
    paired.push(await comparePairs(engine, pairs))
  }
  const opened = []
  for (const each of question.unpaired) {
    opened.push({
      each,
      reference: await driftTable(engine.connection, each.reference.name, each.reference.relation),
      current: await driftTable(engine.connection, each.current.name, each.current.relation),
    })
  }
  if (opened.length > 0)
    checkNamedColumns(
      settings,
      opened.flatMap(({ reference, current }) => [reference, current]),
    )
  const comparisons: DriftComparison[] = []
  for (const { each, reference, current } of opened) {
    const cluster = settings.cluster.length > 0 ? settings.cluster : [...each.cluster]
    comparisons.push(
      await compareTables(
        { name: each.name, reference, current, features: each.features, comparisons: opened.length },
        { engine, settings: { ...settings, cluster }, random, onProgress, signal },
      ),
    )
  }
  return sumUpDrift({ comparisons, paired, settings, notes: [], nothingToProve: null })
}
