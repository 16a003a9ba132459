import type { DriftStage, PairedDrift } from '../../reports/drift-result.ts'
import { judgePairs } from './compare-pairs.ts'
import type { DriftFacts } from './drift-facts.ts'
import { featureSettings } from './drift-settings.ts'
import type { ColumnPairs } from './pairs/column-pairs.ts'
import { sumUpDrift } from './sum-up-drift.ts'

/** The drift stage of a run as `result.json` holds it: pairs judged, and a verdict over all. Pure. */
export function sumUpStage({ comparisons, pairs, settings, declared, notes }: DriftFacts): DriftStage {
  const isIgnored = ({ column }: ColumnPairs) =>
    settings.ignore.includes(column) || settings.features[column]?.ignore === true
  const judge = ({ column, isNumber, counts }: ColumnPairs) =>
    judgePairs(column, isNumber, counts, {
      budget: 0,
      minimum: featureSettings(settings, column).minimumRows,
    })
  const targets = Map.groupBy(
    pairs.filter(each => !isIgnored(each)),
    each => each.target,
  )
  const paired = [...targets].map(([target, columns]): PairedDrift => {
    return { name: `${target}: served against as-known`, budget: 0, features: columns.map(judge) }
  })
  const { exitCode: _, ...result } = sumUpDrift({
    comparisons,
    paired,
    settings,
    notes,
    nothingToProve: null,
  })
  return { ...result, declared }
}
