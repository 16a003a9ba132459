import { targetName } from '../../features/target.ts'
import type { Instant, Micros } from '../../features/value.ts'
import { rowJudge } from '../diff/judge-row.ts'
import type { Readings } from '../diff/judgement.ts'
import type { JudgedRow } from '../diff/mismatch.ts'
import type { SpecSources } from '../diff/spec-source.ts'
import { specificationReadings } from '../diff/specification-readings.ts'
import { specificationSources } from '../diff/specification-sources.ts'
import { planTarget } from '../diff/target-plan.ts'
import type { History, HistoryTable, TrainingRow } from '../history/history.ts'
import { type CellFacts, countCellFacts } from './cell-facts.ts'

/** How many instants may be tried to explain one source of one row. */
export const candidatesMax = 10_000

export interface JudgedHistory {
  readonly rows: readonly JudgedRow[]
  /** What the specification evaluator gave for each of them, by stored column. */
  readonly readings: readonly Readonly<Record<string, Readings>>[]
  /** What the compared cells were about, for a scenario's `mustHappen`. */
  readonly facts: CellFacts
  readonly logs: SpecSources
  /** The training cut that was used, µs. */
  readonly cut: Instant
}

/** Judges a small History in memory: every cell recomputed by the specification evaluator. Pure. */
export function judgeHistory(history: History, clockSlack: Micros = 0): JudgedHistory {
  const logs = specificationSources(history.events, history.page.completeFrom)
  const cut = history.page.training.cut ?? lastArrivalOf(history, logs)
  const training = { reading: history.page.training.reading, cut }
  const facts: CellFacts = { cellsCompared: 0, nonEmpty: 0, expired: 0, lateData: 0 }
  const given: Readonly<Record<string, Readings>>[] = []
  const rows = history.tables.flatMap(table => {
    const target = planTarget(table.target)
    const judge = rowJudge(table.target, { training, clockSlack, candidatesMax })
    const readings = specificationReadings(table.target, logs, cut)
    const matching = trainingOf(table)
    return table.served.map((served): JudgedRow => {
      const read = readings(served)
      given.push(read)
      const training = matching(served.probeId)
      const result = judge({ served, training, readings: read, logs })
      if (result.kind !== 'judged')
        throw new Error(`a row of ${targetName(table.target)} asked for a log that it has`)
      countCellFacts(facts, result.judgement, read)
      const { scenario, seed } = history.page
      const own = training?.length === 1 ? training[0] : null
      return { scenario, seed, target, served, training: own ?? null, judgement: result.judgement }
    })
  })
  return { rows, readings: given, facts, logs, cut }
}

/** The greatest accepted arrival over all sources, as every document that reads them accepts them; −∞ for nothing. */
function lastArrivalOf({ tables }: History, logs: SpecSources): Instant {
  const arrivals = tables.flatMap(({ target }) =>
    planTarget(target).columns.flatMap(plan =>
      plan.kind === 'stored' ? [logs(plan.definitions, plan.feature.source.name).lastArrival] : [],
    ),
  )
  return Math.max(Number.NEGATIVE_INFINITY, ...arrivals.filter(arrival => arrival !== null))
}

/** The training rows of a probe; the driver's training rows carry the probe's id. */
function trainingOf({ training }: HistoryTable): (probeId: bigint | string) => readonly TrainingRow[] | null {
  if (training === null) return () => null
  const byId = Map.groupBy(training, row => row.probeId)
  return probeId => byId.get(probeId) ?? []
}
