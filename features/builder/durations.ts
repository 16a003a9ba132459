import { type Duration, formatDuration } from '../duration.ts'
import { PlumblineError } from '../plumbline-error.ts'

const make =
  (unit: string, micros: number) =>
  (count: number): Duration => {
    const total = count * micros
    if (Number.isSafeInteger(total) && total >= 0) return formatDuration(total)
    throw new PlumblineError(
      'bad-definition',
      `${unit}(${count}) is not a whole number of µs from 0 on: round it.`,
    )
  }

/** Durations for features files, in the text that documents use: `hours(36)` is "36h". All throw `bad-definition`. */
export const days = make('days', 86_400_000_000)
export const hours = make('hours', 3_600_000_000)
export const minutes = make('minutes', 60_000_000)
export const seconds = make('seconds', 1_000_000)
export const millis = make('millis', 1_000)
export const micros = make('micros', 1)
