import type { LogResult } from '../../reports/result.ts'
import type { Happening } from '../../scenarios/happening.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { type JudgedHistory, judgeHistory } from '../audit/judge-history.ts'
import { type DriveOutcome, drive } from '../drive/drive.ts'
import type { GuardOptions } from '../drive/guarded-store.ts'
import type { Move } from '../drive/move.ts'
import { nothingHappened } from '../drive/must-happen.ts'
import type { NotRun } from '../drive/not-run.ts'
import type { History } from '../history/history.ts'
import { acceptLog } from '../oracle/specification/accepted-log.ts'
import { type RegionFacts, regionFacts } from '../regions/region-facts.ts'
import { caseScript } from '../shrink/case-scenario.ts'
import { runScript } from '../shrink/run-script.ts'
import { movesOf } from '../shrink/script.ts'
import { sizeOf } from '../shrink/shrink-folder.ts'
import type { Store } from '../store.ts'
import type { OpenStore } from './load-store.ts'

/** One scenario with one seed, driven and judged. */
export interface Run {
  readonly history: History
  readonly judged: JudgedHistory
  /** What was done to the store, in order. */
  readonly moves: readonly Move[]
  readonly happened: Readonly<Record<Happening, number>>
  readonly notRun: readonly NotRun[]
  /** One a source. */
  readonly log: readonly LogResult[]
  /** Whether a cell is wrong on either side, or was not answered. */
  readonly suspect: boolean
  /** Cells that are stale although the store had said that everything was applied. */
  readonly unsettled: number
  /** Null where the store was not opened with regions. */
  readonly regions: RegionFacts | null
}

/** Drives a new store through a scenario and judges every cell by the specification evaluator. */
export async function runOnce(
  scenario: Scenario,
  seed: number,
  open: OpenStore,
  guard: GuardOptions,
): Promise<Run> {
  const outcome = await outcomeOf(scenario, seed, await open(), guard)
  const { history, happened, notRun, moves, quietFrom } = outcome
  const judged = judgeHistory(history)
  const regions = outcome.regions === null ? null : regionFacts(outcome.regions, judged)
  const suspect = judged.rows.some(({ judgement }) => {
    const { trainingMatch, cells } = judgement
    if (trainingMatch === 'missing' || trainingMatch === 'several') return true
    return cells.some(({ served, training }) => isWrong(served?.kind) || isWrong(training?.kind))
  })
  return {
    history,
    judged,
    moves,
    happened: { ...happened, ...judged.facts, regionLags: regions?.lags ?? 0 },
    notRun,
    log: logOf(scenario, history),
    suspect,
    unsettled: quietFrom === null ? 0 : countUnsettled(judged, quietFrom),
    regions,
  }
}

/** From probe `quietFrom` on a store has to serve as-known, whatever it says that it had applied. */
function countUnsettled({ rows }: JudgedHistory, quietFrom: bigint): number {
  const quiet = rows.filter(({ served }) => (served.probeId as bigint) >= quietFrom)
  const cells = quiet.flatMap(({ judgement }) => judgement.cells)
  return cells.filter(({ served }) => served?.kind === 'staleness').length
}

/** What a run is judged by; a case has no quiet after it. */
interface Outcome extends Pick<DriveOutcome, 'history' | 'happened' | 'notRun' | 'moves' | 'regions'> {
  readonly quietFrom: bigint | null
}

/** A scenario that is a case does what the case says, whatever the seed. */
async function outcomeOf(
  scenario: Scenario,
  seed: number,
  store: Store,
  guard: GuardOptions,
): Promise<Outcome> {
  const found = caseScript(scenario)
  if (found === null) return drive(scenario, seed, store, guard)
  const script = { ...found, train: scenario.train && found.train, scenario: scenario.name, seed }
  const history = await runScript(script, store, guard)
  return {
    history,
    happened: { ...nothingHappened(), ...sizeOf(history) },
    notRun: [],
    moves: movesOf(script),
    quietFrom: null,
    regions: null,
  }
}

function isWrong(kind: string | undefined): boolean {
  return kind === 'defect' || kind === 'leak' || kind === 'error'
}

/** What became of each log, as the first document that reads it sees it. */
function logOf({ definitions }: Scenario, history: History): LogResult[] {
  return [...history.events].map(([source, records]) => {
    const reader = definitions.find(each => each.sources.has(source))
    const declared = reader?.sources.get(source)
    if (reader === undefined || declared === undefined)
      throw new Error(`no document of the run reads ${source}`)
    const accepted = acceptLog(reader, declared, records)
    return {
      source,
      records: records.length,
      accepted: accepted.records.length,
      rejects: Object.fromEntries(accepted.rejects),
      conflicts: accepted.conflicts,
      raised: accepted.raised,
    }
  })
}
