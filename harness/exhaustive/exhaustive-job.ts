import { PlumblineError } from '../../features/plumbline-error.ts'
import type { GuardOptions } from '../drive/guarded-store.ts'
import type { OpenStore } from '../verify/load-store.ts'
import { alphabetOf } from './alphabet.ts'
import { sizeOfScope } from './exhaustive-scenario.ts'
import { expectedAnswers } from './expected-answers.ts'
import { findKeys } from './find-keys.ts'
import { runSmall, type SmallRun, type SmallSetting } from './run-small.ts'
import { addSteps, countSteps, type ScheduleCounts } from './schedule-counts.ts'
import { schedulesOf } from './schedules.ts'
import { type SmallHistory, smallHistories } from './small-history.ts'
import { logOf } from './small-log.ts'

/** What the runs of one shard were, all together. */
export interface ShardOutcome {
  readonly histories: number
  /** Histories times interleavings. */
  readonly runs: number
  /** Records appended, and redeliveries among them that hold something else than the first. */
  readonly events: number
  readonly conflicts: number
  /** What the schedules of all runs did. */
  readonly done: ScheduleCounts
  /** Served values compared in the runs that went well. */
  readonly cells: number
  readonly nonEmpty: number
  readonly setting: SmallSetting
  /** The last run that went well: one to look at; null where none did. */
  readonly last: SmallRun | null
  /** The first run that did not, after which the shard is left: one bug fails in thousands. */
  readonly failing: SmallRun | null
}

export interface ShardOptions {
  readonly records: number
  /** Which of the shards, from 0 on. */
  readonly shard: number
  readonly open: OpenStore
  readonly guard: GuardOptions
}

/**
 * Runs every history of a shard under every interleaving, each on a new store.
 * @throws PlumblineError store-failed where a call throws or a history takes longer than a call may, interrupted
 */
export async function runShard({ records, shard, open, guard }: ShardOptions): Promise<ShardOutcome> {
  const setting = await findKeys(open)
  const schedules = [...schedulesOf(records)].map(schedule => ({ schedule, counts: countSteps(schedule) }))
  const answersOf = expectedAnswers()
  const { shards } = sizeOfScope(records)
  const done = { steps: 0, crashes: 0, restarts: 0, redelivered: 0 }
  const total = { histories: 0, runs: 0, events: 0, conflicts: 0, done, cells: 0, nonEmpty: 0 }
  let last: SmallRun | null = null
  let failing: SmallRun | null = null
  const runAll = async (history: SmallHistory) => {
    const answers = answersOf(history)
    const log = logOf(history, setting.keys)
    const conflicts = conflictsIn(history)
    for (const { schedule, counts } of schedules) {
      const run = { records: log, schedule, answers }
      const { cells, nonEmpty, fails } = await runSmall(await open(), run, setting)
      total.runs++
      total.events += records
      total.conflicts += conflicts
      addSteps(done, counts)
      if (fails) {
        failing = run
        return
      }
      last = run
      total.cells += cells
      total.nonEmpty += nonEmpty
    }
  }
  let at = 0
  for (const history of smallHistories(alphabetOf(records), records)) {
    if (at++ % shards !== shard) continue
    total.histories++
    await guarded(guard, () => runAll(history))
    if (failing !== null) break
  }
  return { ...total, setting, last, failing }
}

/** Redeliveries that hold something else than the first. */
function conflictsIn(history: SmallHistory): number {
  return history.filter((record, i) => {
    const first = history.find(each => each.fact === record.fact && each.revision === record.revision)
    return first !== history[i] && first?.value !== record.value
  }).length
}

/** A store that hangs is not waited for: all runs of a history together get the time of one call. */
async function guarded(
  { callTimeoutMs = 60_000, signal, onCall }: GuardOptions,
  work: () => Promise<void>,
): Promise<void> {
  if (signal?.aborted)
    throw new PlumblineError('interrupted', 'the run was interrupted before its end: run it again')
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`a small history took more than ${callTimeoutMs} ms`)),
      callTimeoutMs,
    )
  })
  onCall?.('the runs of a small history')
  try {
    await Promise.race([work(), late])
  } catch (cause) {
    if (cause instanceof PlumblineError && cause.code === 'bad-store') throw cause
    const said = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new PlumblineError('store-failed', `the store failed in a small history: ${said}`, { cause })
  } finally {
    onCall?.(null)
    clearTimeout(timer)
  }
}
