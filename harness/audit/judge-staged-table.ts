import { setImmediate } from 'node:timers/promises'
import { targetDocuments, targetName } from '../../features/target.ts'
import type { Value } from '../../features/value.ts'
import { type JudgedInput, type RowResult, rowJudge } from '../diff/judge-row.ts'
import type { PlacesOf } from '../diff/judge-stated.ts'
import type { JudgeOptions, Readings } from '../diff/judgement.ts'
import type { JudgedRow } from '../diff/mismatch.ts'
import type { SpecSources } from '../diff/spec-source.ts'
import { specificationReadings } from '../diff/specification-readings.ts'
import { planTarget, type StoredPlan, type TargetPlan } from '../diff/target-plan.ts'
import type { StagedHistory, StagedTable } from '../history/staged-history.ts'
import { streamServed } from '../history/stream-served.ts'
import { candidatesMax } from './judge-history.ts'
import type { KeyLogs, WantedKeys } from './key-logs.ts'
import { type RowReadings, recomputeStaged, type StagedRecomputing } from './recompute-staged.ts'
import type { StoreRules } from './store-rules.ts'

/** Rows whose logs are loaded together. */
const rowsTogether = 256

/** Rows and candidate instants that one search may touch in all, so that a hot key does not hold up the audit. */
const searchMax = 20_000_000
const candidatesMin = 50

export interface TableJudging {
  readonly staged: StagedHistory
  readonly table: StagedTable
  readonly training: JudgeOptions['training']
  readonly clockSlack: number
  readonly keyLogs: KeyLogs
  /** What values are recomputed by; absent: the definitions. Then every row is looked up in the log. */
  readonly rules?: StoreRules | undefined
  readonly recomputing: Pick<StagedRecomputing, 'memory' | 'threads' | 'onProgress'>
  /** Takes every judged row, and the readings that it was held to. */
  readonly onRow: (row: JudgedRow, readings: Readonly<Record<string, Readings>>) => void
  /** Called now and then with the number of rows done. */
  readonly onProgress: (rows: number) => void
  readonly signal: AbortSignal
}

/** Rows that may be held while one before them waits for its log, so that rows come out in their order. */
const heldMax = 8_192

type Waiting = Omit<JudgedInput, 'logs'>

/** A row on its way out; its judgement is null while it waits for its log. */
interface Held {
  readonly input: Waiting
  judgement: JudgedRow['judgement'] | null
}

/**
 * Judges a served table row by row, in order: readings by the indexed evaluator, and the log only for rows that differ.
 * @throws the signal's reason where it is aborted
 */
export async function judgeStagedTable(judging: TableJudging): Promise<void> {
  const { staged, table, signal } = judging
  const target = planTarget(table.target)
  const judge = rowJudge(table.target, optionsOf(judging, candidatesMax))
  const { cut } = judging.training
  const readings = recomputeStaged({ staged, table, cut, signal, ...judging.recomputing })
  let together: readonly RowReadings[] = []
  let at = 0
  const held: Held[] = []
  let places: PlacesOf | null = null
  let waiting = 0
  let rows = 0
  const release = async () => {
    await judgeWithLogs(judging, target, held)
    for (const { input, judgement } of held.splice(0)) giveOut(judging, target, input, judgement)
    waiting = 0
  }
  for await (const batch of streamServed(staged, table)) {
    signal.throwIfAborted()
    for (const { served, training } of batch) {
      if (at === together.length) {
        const next = await readings.next()
        if (next.done === true)
          throw new Error(`the indexed evaluator answered too few rows of ${targetName(table.target)}`)
        together = next.value
        at = 0
      }
      const input = { served, training, readings: together[at++] as RowReadings }
      let result: RowResult | null = judging.rules === undefined ? judge({ ...input, logs: null }) : null
      if (result?.kind === 'needs-log' && isReadAsApplied(input)) {
        places ??= await judging.keyLogs.places(targetDocuments(table.target))
        result = judge({ ...input, logs: null, places })
      }
      const judgement = result?.kind === 'judged' ? result.judgement : null
      if (judgement !== null && held.length === 0) giveOut(judging, target, input, judgement)
      else held.push({ input, judgement })
      if (judgement === null) waiting++
      if (waiting >= rowsTogether || held.length >= heldMax) await release()
      rows++
    }
    judging.onProgress(rows)
  }
  await release()
  // The generator drops its tables when it ends.
  await readings.return()
}

function optionsOf({ training, clockSlack }: TableJudging, candidates: number): JudgeOptions {
  return { training, clockSlack, candidatesMax: candidates }
}

function giveOut(
  { staged, onRow }: TableJudging,
  target: TargetPlan,
  { served, training, readings }: Waiting,
  judgement: JudgedRow['judgement'] | null,
): void {
  if (judgement === null) throw new Error(`a row of ${targetName(target.target)} asked for a log that it has`)
  const { scenario, seed } = staged.page
  const own = training?.length === 1 ? (training[0] ?? null) : null
  onRow({ scenario, seed, target, served, training: own, judgement }, readings)
}

/** Judges what waits among the held rows. */
async function judgeWithLogs(
  judging: TableJudging,
  target: TargetPlan,
  held: readonly Held[],
): Promise<void> {
  const waiting = held.filter(({ judgement }) => judgement === null)
  if (waiting.length === 0) return
  const keys = waiting.map(({ input }) => input.served.key)
  const { logs, records } = await judging.keyLogs.load(wantedKeys(target, keys))
  const perKey = Math.max(1, records / waiting.length)
  const candidates = Math.min(candidatesMax, Math.max(candidatesMin, Math.floor(searchMax / perKey)))
  const judge = rowJudge(target.target, optionsOf(judging, candidates))
  for (const row of waiting) {
    // A search may take long, and Ctrl-C must be heard between two of them.
    await setImmediate()
    judging.signal.throwIfAborted()
    const result = judge(ruledInput(judging, target, row.input, logs))
    if (result.kind === 'judged') row.judgement = result.judgement
  }
}

/** A row with its logs; where a store has rules of its own, they and the readings go by those. */
function ruledInput(
  { rules, training }: TableJudging,
  target: TargetPlan,
  input: Waiting,
  logs: SpecSources,
): JudgedInput {
  if (rules === undefined) return { ...input, logs }
  const ruled = rules.over(logs, target, input.served)
  const readings = specificationReadings(target.target, ruled, training.cut)(input.served)
  return { ...input, readings, logs: ruled }
}

/** Whether a row may turn out just as stale as it says, for which its log need not be loaded. */
function isReadAsApplied({ readings }: Waiting): boolean {
  return Object.values(readings).some(({ asApplied }) => asApplied !== undefined)
}

/** What the stored columns of some probes need: for each document and source, the keys asked for. */
export function wantedKeys(target: TargetPlan, keys: readonly (readonly Value[])[]): WantedKeys[] {
  const stored = target.columns.filter((plan): plan is StoredPlan => plan.kind === 'stored')
  const groups = Map.groupBy(stored, plan => `${plan.definitions.name} ${plan.feature.source.name}`)
  return [...groups.values()].map(([plan]) => {
    const { definitions, feature, keyAt } = plan as StoredPlan
    const own = keys.map(key => keyAt.map(at => key[at] ?? null))
    return { definitions, source: feature.source.name, keys: distinctKeys(own) }
  })
}

function distinctKeys(keys: readonly (readonly Value[])[]): (readonly Value[])[] {
  const text = (value: Value) => `${typeof value} ${String(value)}`
  return [...new Map(keys.map(key => [JSON.stringify(key.map(text)), key])).values()]
}
