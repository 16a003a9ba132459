import { type Happening, happenings } from '../../scenarios/happening.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import type { NotRun } from './not-run.ts'

/** How often each thing happened in a run. */
export type Happened = Readonly<Record<Happening, number>>

/** Something that a scenario demands and that did not happen often enough. */
export interface Missing {
  readonly happening: Happening
  readonly wanted: number
  readonly happened: number
}

/** Counts of nothing. */
export function nothingHappened(): Record<Happening, number> {
  return Object.fromEntries(Object.keys(happenings).map(name => [name, 0])) as Record<Happening, number>
}

/** Columns differ in how often they are empty, so that of few columns fewer cells may be asked to hold something. */
const cellDemands: Partial<Readonly<Record<Happening, number>>> = { cellsCompared: 0.9, nonEmpty: 0.5 }

/**
 * What a scenario demands and a run lacks; a run that lacks anything is `inconclusive`. What a store cannot do it is
 * not held to; `cellsCompared` and `nonEmpty` nothing excuses, but of columns that are left out no cells are demanded.
 */
export function checkMustHappen(
  scenario: Scenario,
  happened: Happened,
  notRun: readonly NotRun[] = [],
): Missing[] {
  const share = Math.min(1, ...notRun.map(each => each.share ?? 1))
  const excused = new Set(notRun.flatMap(({ excuses }) => excuses))
  const demands = Object.entries(scenario.mustHappen) as [Happening, number][]
  return demands
    .map(([happening, all]) => {
      const part = share < 1 ? (cellDemands[happening] ?? null) : null
      // Where any column is left, something must be compared.
      const least = share > 0 ? Math.min(1, all) : 0
      const wanted = part === null ? all : Math.max(least, Math.floor(all * share * part))
      return { happening, wanted, happened: happened[happening] }
    })
    .filter(({ happening, wanted, happened: count }) => count < wanted && !excused.has(happening))
}
