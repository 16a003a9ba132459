import { setTimeout as sleep } from 'node:timers/promises'
import type { Micros } from '../../features/value.ts'
import type { QuestionBatch } from '../../generators/question.ts'
import { sameValue } from '../diff/same-value.ts'
import type { Answer } from '../store.ts'
import type { RunSession } from './run-session.ts'

/** ms between two looks at regions of which one is behind. */
const againMs = 20

/**
 * Asks every region the same, again and again, until all state the same offsets, or without offsets give the same values.
 * Gives how long that took (µs of the machine's clock), or null where it took longer than `budget`. Nothing of it is
 * recorded; what they answer then is judged by the questions that follow.
 */
export async function converge(
  session: RunSession,
  regions: readonly string[],
  batches: readonly QuestionBatch[],
  budget: Micros,
): Promise<Micros | null> {
  const started = session.clock()
  for (;;) {
    // As it was when it was asked: a slow answer does not make the regions later than they were.
    const asked = session.clock() - started
    if (await areAlike(session, regions, batches)) return asked
    if (session.clock() - started > budget) return null
    await sleep(againMs)
  }
}

async function areAlike(
  session: RunSession,
  regions: readonly string[],
  batches: readonly QuestionBatch[],
): Promise<boolean> {
  for (const batch of batches) {
    let first: readonly Answer[] | null = null
    for (const region of regions) {
      const answers = await session.peek(batch, region)
      if (answers === null) break
      first ??= answers
      if (!answers.every((answer, i) => holdsAlike(first?.[i], answer))) return false
    }
  }
  return true
}

function holdsAlike(a: Answer | undefined, b: Answer | undefined): boolean {
  if (a === undefined || b === undefined || isUnanswered(a) || isUnanswered(b)) return false
  if (a.applied !== undefined && b.applied !== undefined) {
    return JSON.stringify(sorted(a.applied)) === JSON.stringify(sorted(b.applied))
  }
  return Object.entries(a.values).every(([column, value]) => sameValue(value, b.values[column] ?? null))
}

function isUnanswered({ states = {} }: Answer): boolean {
  return Object.values(states).includes('error')
}

function sorted(applied: NonNullable<Answer['applied']>) {
  return Object.entries(applied)
    .map(([source, partitions]) => [source, Object.entries(partitions).sort()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
