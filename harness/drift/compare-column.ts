import type { DriftFeature, DriftPart } from '../../reports/drift-result.ts'
import { type ColumnContext, nothingFound, type ValueFinding } from './column-context.ts'
import { compareCategories } from './compare-categories.ts'
import { compareLists } from './compare-lists.ts'
import { compareNumbers } from './compare-numbers.ts'
import { compareRates } from './compare-rates.ts'
import type { DriftSettings } from './drift-settings.ts'
import { judgeFeature } from './judge-feature.ts'
import { comparable, plannedParts } from './planned-parts.ts'
import type { ColumnKind } from './tables/drift-table.ts'
import { whereMoved } from './where-moved.ts'

const comparers: Readonly<
  Record<Exclude<ColumnKind, 'empty' | 'other'>, (context: ColumnContext) => Promise<ValueFinding>>
> = {
  int: compareNumbers,
  float: compareNumbers,
  timestamp: compareNumbers,
  bool: compareCategories,
  string: compareCategories,
  list: compareLists,
  vector: compareLists,
}

/** Compares one feature: its values, its rates, and, where it drifted, which segments moved. */
export async function compareColumn(context: ColumnContext, settings: DriftSettings): Promise<DriftFeature> {
  const { pair, facts } = context
  const planned = plannedParts(pair, facts.reference, facts.current)
  const hasValues = comparable(facts.reference) > 0 && comparable(facts.current) > 0
  const finding =
    hasValues && pair.kind !== 'empty' && pair.kind !== 'other'
      ? await comparers[pair.kind](context)
      : nothingFound
  const parts: DriftPart[] = [...finding.parts, ...compareRates(context, planned)]
  const feature = judgeFeature(context, finding, parts)
  const moved = finding.parts.find(part => part.part === 'values' && part.verdict === 'fail')
  if (moved === undefined || finding.cells === null) return feature
  return { ...feature, where: await whereMoved(context, finding.cells, settings, moved) }
}
