import { targetsOf } from '../../features/targets-of.ts'
import { type Scenario, scenario } from '../../scenarios/scenario.ts'
import swarm from '../../scenarios/swarm.ts'
import { judgeHistory } from '../audit/judge-history.ts'
import { diagnoseCells } from '../diagnose/diagnose-cells.ts'
import { cellsOfHistory } from '../diagnose/diagnose-history.ts'
import type { Mismatch } from '../diff/mismatch.ts'
import { mismatchesOf } from '../diff/mismatch.ts'
import type { GuardOptions } from '../drive/guarded-store.ts'
import type { History } from '../history/history.ts'
import { budgetOf } from '../shrink/minimize.ts'
import { runScript } from '../shrink/run-script.ts'
import { scriptOf } from '../shrink/script.ts'
import { worstOf } from '../shrink/shrink-folder.ts'
import { shrinkScript } from '../shrink/shrink-script.ts'
import type { StoreFactory } from '../store.ts'
import { loadStore, type OpenStore, openerOf } from '../verify/load-store.ts'
import { type Run, runOnce } from '../verify/run-once.ts'

/** How much a store is asked in a test. */
export interface PointInTimeOptions {
  /** Runs, each with events and questions of its own; 50 unless it says otherwise. */
  readonly seeds?: number
  /** The first of them; 1 unless it says otherwise. */
  readonly seed?: number
  /** Whether the store's own training values are held against recomputation too, where it has `train`; true by default. */
  readonly train?: boolean
  /** A scenario to run instead of the one that draws every adversity; the features given are then not used. */
  readonly scenario?: Scenario
  /** ms that the store may take for one call; 60,000 unless it says otherwise. */
  readonly callTimeoutMs?: number
}

export type PointInTimeOutcome =
  | { readonly kind: 'equal'; readonly seeds: number; readonly compared: number }
  /** Nothing was compared that was not empty: neither right nor wrong. */
  | { readonly kind: 'inconclusive'; readonly reasons: readonly string[] }
  | WrongRun

/** The first run in which something was wrong, and the smallest History in which it still is. */
export interface WrongRun {
  readonly kind: 'wrong'
  readonly seed: number
  /** Of the smallest History. */
  readonly mismatches: readonly Mismatch[]
  /** A cause by its name, `unexplained`, or null where a probe was not answered or has no one training row. */
  readonly cause: string | null
  readonly history: History
  /** Values that were stale although the store had said that all was applied. */
  readonly unsettled: number
}

/** What a check needs of the machine: its clocks (µs, ms). */
export interface CheckEdge {
  readonly clock: () => number
  readonly now: () => number
}

/** Tries and ms for making a failure smaller. */
const stepsMax = 400
const shrinkMs = 10_000

/**
 * Runs a store through seeds of the scenario `swarm` on the features, and recomputes each value point-in-time.
 * @throws PlumblineError bad-store, store-failed, bad-definition
 */
export async function checkPointInTime(
  store: StoreFactory | string,
  features: unknown,
  options: PointInTimeOptions,
  edge: CheckEdge,
): Promise<PointInTimeOutcome> {
  const { seeds = 50, seed: first = 1, train = true, callTimeoutMs } = options
  const open: OpenStore = typeof store === 'string' ? (await loadStore(store)).open : openerOf(store)
  const asked = { ...(options.scenario ?? swarmOn(features)), train }
  const guard = { clock: edge.clock, ...(callTimeoutMs === undefined ? {} : { callTimeoutMs }) }
  let compared = 0
  let nonEmpty = 0
  const reasons = new Set<string>()
  for (let seed = first; seed < first + seeds; seed++) {
    const run = await runOnce(asked, seed, open, guard)
    if (run.suspect || run.unsettled > 0) return wrongRun(run, seed, { open, guard, now: edge.now })
    compared += run.happened.cellsCompared
    nonEmpty += run.happened.nonEmpty
    for (const { what, reason } of run.notRun) reasons.add(`${what}: ${reason}`)
  }
  if (nonEmpty === 0) return { kind: 'inconclusive', reasons: [...reasons] }
  return { kind: 'equal', seeds, compared }
}

/** The scenario in which each seed switches on some of all adversities, on features of somebody's own. */
function swarmOn(features: unknown): Scenario {
  const { definitions, services } = targetsOf(features)
  const [stream] = [...swarm.streams.values()]
  if (stream === undefined) throw new Error('the scenario swarm has no stream')
  const { probe, interleaving } = swarm
  return scenario('point-in-time', {
    features: definitions,
    services,
    stream,
    probe,
    interleaving,
    mustHappen: {},
  })
}

interface Shrinking {
  readonly open: OpenStore
  readonly guard: GuardOptions
  readonly now: () => number
}

async function wrongRun(run: Run, seed: number, { open, guard, now }: Shrinking): Promise<WrongRun> {
  const { history, judged, moves, unsettled } = run
  const failure = worstOf(diagnoseCells(cellsOfHistory(history, judged)))
  if (failure === null) return told(history, seed, null, unsettled)
  const shrunk = await shrinkScript(scriptOf(history, moves), {
    failure,
    known: [failure.cause],
    budget: budgetOf(stepsMax, now() + shrinkMs, now),
    onProgress: () => {},
    run: async script => {
      try {
        return await runScript(script, await open(), guard)
      } catch {
        // A store that fails in a try just fails: shrinking goes on without what led there.
        return null
      }
    },
  })
  return told(shrunk?.smallest.history ?? history, seed, failure.cause, unsettled)
}

function told(history: History, seed: number, cause: string | null, unsettled: number): WrongRun {
  const all = judgeHistory(history).rows.flatMap(mismatchesOf)
  const grave = all.filter(({ part }) => part === 'defect' || part === 'leak')
  return { kind: 'wrong', seed, mismatches: grave.length > 0 ? grave : all, cause, history, unsettled }
}
