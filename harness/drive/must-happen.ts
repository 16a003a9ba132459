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

/**
 * What a scenario demands and a run lacks; a run that lacks anything is `inconclusive`. What a store cannot do it is
 * not held to, but `cellsCompared` and `nonEmpty` nothing excuses.
 */
export function checkMustHappen(
  scenario: Scenario,
  happened: Happened,
  notRun: readonly NotRun[] = [],
): Missing[] {
  const excused = new Set(notRun.flatMap(({ excuses }) => excuses))
  const demands = Object.entries(scenario.mustHappen) as [Happening, number][]
  return demands
    .map(([happening, wanted]) => ({ happening, wanted, happened: happened[happening] }))
    .filter(({ happening, wanted, happened: count }) => count < wanted && !excused.has(happening))
}
