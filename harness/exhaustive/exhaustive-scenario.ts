import { type Scenario, scenario } from '../../scenarios/scenario.ts'
import { alphabetOf, recordsMax } from './alphabet.ts'
import { countSchedules } from './schedules.ts'
import { smallFeatures } from './small-features.ts'
import { countHistories } from './small-history.ts'

const named = /^exhaustive-([1-9])$/

/** Runs of the store that one seed of such a scenario does at most, where there are many. */
const runsEach = 20_000

/** Seeds that a scenario is cut into at least, if it has so many histories: each core gets some of them. */
const shardsMin = 64

/** How many records the histories of a scenario have; it stays with every copy of the scenario. */
const smallRecords = Symbol('records of small histories')

type SmallScenario = Scenario & { readonly [smallRecords]?: number }

/**
 * Every history of so many records under every interleaving, as a scenario whose seeds are the shards of the whole; null
 * for a name that means something else.
 */
export function exhaustiveScenario(name: string): Scenario | null {
  const records = Number(named.exec(name)?.[1] ?? 0)
  if (records < 1 || records > recordsMax) return null
  const made: SmallScenario = {
    ...scenario(name, {
      features: smallFeatures,
      records: [],
      questions: [],
      train: false,
      mustHappen: { cellsCompared: 1, nonEmpty: 1, crashes: 1, redelivered: 1 },
    }),
    [smallRecords]: records,
  }
  return made
}

export function exhaustiveName(records: number): string {
  return `exhaustive-${records}`
}

/** How many records the histories of a scenario have; null for a scenario that is not exhaustive. */
export function recordsOf(of: SmallScenario): number | null {
  return of[smallRecords] ?? null
}

/** The size of a scope, and into how many seeds it is cut. */
export interface ScopeSize {
  readonly histories: number
  /** Interleavings of each history. */
  readonly schedules: number
  readonly shards: number
}

export function sizeOfScope(records: number): ScopeSize {
  const histories = countHistories(alphabetOf(records), records)
  const schedules = countSchedules(records)
  const shards = Math.min(histories, Math.max(shardsMin, Math.ceil((histories * schedules) / runsEach)))
  return { histories, schedules, shards }
}
