import type { LogRecord } from '../../features/log-record.ts'
import { ownMember } from '../../features/own-member.ts'
import { equalsRecomputed } from '../diff/equal.ts'
import type { Answer, Probe, Step, Store } from '../store.ts'
import { askedInstants, type HistoryAnswers, smallColumns } from './expected-answers.ts'
import type { Schedule, SmallStep } from './schedules.ts'
import { askedAt, askedLater, smallFeatures, smallSource } from './small-features.ts'
import type { KeyNames } from './small-log.ts'

/** One history under one schedule. */
export interface SmallRun {
  readonly records: readonly LogRecord[]
  readonly schedule: Schedule
  readonly answers: HistoryAnswers
}

/** What a run of a store shares with all others. */
export interface SmallSetting {
  readonly keys: KeyNames
  /** Where both of them lie; null for a store without partitions, which is settled where others apply. */
  readonly partition: number | null
}

/** What came of a run. */
export interface SmallOutcome {
  /** Served values compared. */
  readonly cells: number
  /** Of these, values with a fact in the window. */
  readonly nonEmpty: number
  /** Whether some value was wrong, or the store did not come to hold everything. */
  readonly fails: boolean
}

/** Does a run to a new store, with questions between any two steps, and holds every answer to the specification. */
export async function runSmall(
  store: Store,
  { records, schedule, answers }: SmallRun,
  { keys, partition }: SmallSetting,
): Promise<SmallOutcome> {
  let now = askedAt
  await store.open({ definitions: [smallFeatures], services: [], now: () => now })
  const probes = smallProbes(keys)
  const judge = judgeOf(answers, partition, records.length)
  const book = { position: 0, committed: 0, visible: 0 }
  const ask = async (at: number) => judge.take(at, await store.read(probes[at] as readonly Probe[]), book)
  let appended = 0
  await ask(0)
  for (const step of schedule) {
    if (step.kind === 'append') {
      await store.ingest([records[appended++] as LogRecord])
      await ask(0)
      continue
    }
    note(book, step)
    for (const each of stepsOf(step, partition)) {
      await (each === 'settle' ? store.settle() : store.step?.(each))
      await ask(0)
    }
  }
  now = askedLater
  await ask(1)
  await store.close?.()
  return judge.outcome
}

/** Holds answers to what is right at the offsets that they state. */
function judgeOf(answers: HistoryAnswers, partition: number | null, records: number) {
  const outcome = { cells: 0, nonEmpty: 0, fails: false }
  const compare = (answer: Answer | undefined, key: number, at: number, { visible }: Book) => {
    const applied = appliedOf(answer, partition) ?? visible
    const expected = answers[applied]?.[key]?.[at]
    if (answer === undefined || expected === undefined) {
      outcome.fails = true
      return
    }
    for (const [i, feature] of smallColumns.entries()) {
      const right = expected[i] as (typeof expected)[number]
      const value = answer.values[feature.name] ?? null
      const state = answer.states?.[feature.name] ?? null
      outcome.cells++
      if (right.state !== 'not-found') outcome.nonEmpty++
      if (value === right.value && state === right.state) continue
      if (!equalsRecomputed(feature, { value, state }, right)) outcome.fails = true
    }
    // In the end nothing may be missing: what a store says of its own lag must not excuse it for ever.
    if (at === 1 && applied !== records) outcome.fails = true
  }
  return {
    outcome,
    take(at: number, given: readonly Answer[], book: Book) {
      for (let key = 0; key < 2; key++) compare(given[key], key, at, book)
    },
  }
}

/** What a step does to a store; `settle` where nobody may schedule its steps. */
export function stepsOf(step: SmallStep, partition: number | null): (Step | 'settle')[] {
  if (step.kind === 'append') return []
  if (partition === null) return step.kind === 'apply' ? ['settle'] : []
  if (step.kind === 'apply') return [{ kind: 'apply', partition, maxRecords: step.records }]
  if (step.kind === 'commit') return [{ kind: 'commit', partition }]
  if (step.kind === 'restart') return [{ kind: 'restart' }]
  return [{ kind: 'apply-and-crash', partition, maxRecords: step.records, keys: step.keys }]
}

interface Book {
  position: number
  committed: number
  visible: number
}

/** What is visible by our own account, for stores whose answers do not say. */
function note(book: Book, step: SmallStep): void {
  if (step.kind === 'apply') book.position += step.records
  if (step.kind === 'commit') book.committed = book.position
  if (step.kind === 'restart') book.position = book.committed
  book.visible = Math.max(book.visible, book.position)
}

function appliedOf(answer: Answer | undefined, partition: number | null): number | null {
  if (answer?.applied === undefined || partition === null) return null
  return ownMember(answer.applied, smallSource.name)?.[String(partition)] ?? 0
}

/** By instant asked: one question for each key. */
export function smallProbes(keys: KeyNames): Probe[][] {
  return askedInstants.map(asOf =>
    keys.map(
      (key, i): Probe => ({
        probeId: BigInt(i),
        target: smallFeatures.name,
        key: { account: key },
        asOf,
        request: {},
        askedVersion: null,
      }),
    ),
  )
}
