import type { Schedule } from './schedules.ts'

/** What one or more schedules did to a worker. */
export interface ScheduleCounts {
  /** Moves of the worker. */
  readonly steps: number
  /** Times that it died while it wrote. */
  readonly crashes: number
  /** Times that it came back. */
  readonly restarts: number
  /** Records that were delivered again. */
  readonly redelivered: number
}

export function countSteps(schedule: Schedule): ScheduleCounts {
  const counts = { steps: 0, crashes: 0, restarts: 0, redelivered: 0 }
  let position = 0
  let committed = 0
  for (const step of schedule) {
    if (step.kind === 'append') continue
    counts.steps++
    if (step.kind === 'apply') position += step.records
    else if (step.kind === 'commit') committed = position
    else if (step.kind === 'crash') {
      counts.crashes++
      counts.redelivered += step.records
    } else {
      counts.restarts++
      counts.redelivered += position - committed
      position = committed
    }
  }
  return counts
}

export function addSteps(
  sum: { -readonly [Name in keyof ScheduleCounts]: number },
  more: ScheduleCounts,
): void {
  sum.steps += more.steps
  sum.crashes += more.crashes
  sum.restarts += more.restarts
  sum.redelivered += more.redelivered
}
