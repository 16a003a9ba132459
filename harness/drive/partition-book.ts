import type { Placement } from '../../features/log-record.ts'
import type { Step } from '../store.ts'

/** What a step did, as far as the driver can tell from outside. */
interface StepEffect {
  /** Records that will be delivered again. */
  readonly redelivered: number
  /** Whether the worker died with records in its hands. */
  readonly crashed: boolean
  /** Whether a worker that held uncommitted or half-written records came back. */
  readonly restarted: boolean
}

/** The driver's own account of each partition: records appended, applied and committed. */
export interface PartitionBook {
  readonly partitions: number
  /** Whether the worker died and has not come back. */
  readonly dead: boolean
  pending(partition: number): number
  uncommitted(partition: number): number
  append(placements: readonly (Placement | null)[]): void
  note(step: Step): StepEffect
  /** The state is gone: everything is to be applied again. */
  lose(): void
}

const nothing: StepEffect = { redelivered: 0, crashed: false, restarted: false }

export function partitionBook(partitions: number): PartitionBook {
  const appended = Array.from({ length: partitions }, () => 0)
  const applied = [...appended]
  const committed = [...appended]
  let inHands = 0
  let dead = false
  const pending = (partition: number) => (appended[partition] ?? 0) - (applied[partition] ?? 0)
  const uncommitted = (partition: number) => (applied[partition] ?? 0) - (committed[partition] ?? 0)
  const all = [...appended.keys()]
  const restart = (): StepEffect => {
    const redelivered = inHands + all.reduce((sum, partition) => sum + uncommitted(partition), 0)
    for (const partition of all) applied[partition] = committed[partition] as number
    inHands = 0
    dead = false
    return { redelivered, crashed: false, restarted: redelivered > 0 }
  }
  const lose = () => {
    for (const partition of all) applied[partition] = committed[partition] = 0
    inHands = 0
    dead = false
  }
  const move = (partition: number): StepEffect => {
    const redelivered = uncommitted(partition)
    applied[partition] = committed[partition] as number
    return { redelivered, crashed: false, restarted: redelivered > 0 }
  }
  return {
    partitions,
    lose,
    get dead() {
      return dead
    },
    pending,
    uncommitted,
    append(placements) {
      for (const placement of placements) {
        if (placement !== null) appended[placement.partition] = (appended[placement.partition] ?? 0) + 1
      }
    },
    note(step) {
      if (step.kind === 'restart') return step.partition === undefined ? restart() : move(step.partition)
      const { partition } = step
      if (step.kind === 'commit') {
        committed[partition] = applied[partition] as number
        return nothing
      }
      const polled = Math.min(step.maxRecords, pending(partition))
      if (step.kind === 'apply') {
        applied[partition] = (applied[partition] as number) + polled
        return nothing
      }
      inHands = polled
      dead = true
      return { ...nothing, crashed: polled > 0 }
    },
  }
}
