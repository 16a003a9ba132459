import { formatCount } from '../../format.ts'
import type { Cells, FeatureResult, Result } from '../../result.ts'
import type { Limits } from '../limits.ts'
import { h, placeOf, type ViewElement } from '../view-node.ts'

/** Cells of both sides that are wrong. */
export function wrongOf({ defect, training }: Cells): number {
  return defect + training.leak + training.defect
}

/** The features of a run, the most wrong first. */
export function featuresByWrong({ features }: Result): (readonly [name: string, feature: FeatureResult])[] {
  return Object.entries(features).toSorted(
    ([, a], [, b]) => wrongOf(b.cells) - wrongOf(a.cells) || b.cells.staleness - a.cells.staleness,
  )
}

/** Those that have a diagnosis card: what is wrong, or was diagnosed. */
export function cardedFeatures(result: Result, limits: Limits) {
  const all = featuresByWrong(result).filter(
    ([, { cells, causes }]) => wrongOf(cells) > 0 || causes.length > 0,
  )
  return { all: all.length, shown: all.slice(0, limits.cards) }
}

/** The place of a feature in the page. */
export function featurePlace(name: string): string {
  return placeOf('feature', name)
}

/** Says what is not shown; nothing where all is. */
export function leftOut(all: number, count: number, what: string, where = 'result.json'): ViewElement | null {
  if (all <= count) return null
  return h(
    'p',
    { class: 'truncated' },
    `Shown: ${formatCount(count)} of ${formatCount(all)} ${what}; all are in ${where}.`,
  )
}
