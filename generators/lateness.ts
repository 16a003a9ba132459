import type { Micros } from '../features/value.ts'
import { type Duration, micros } from './micros.ts'
import type { Random } from './random.ts'

/** How long after its event time a fact arrives. */
export interface Lateness {
  readonly kind: 'none' | 'exponential' | 'heavy-tail' | 'uniform'
  /** The mean of `exponential`, the median of `heavy-tail`, the greatest of `uniform`. */
  readonly by: Duration
  /** Share of the facts that are late at all. */
  readonly share: number
}

/** No fact is longer under way than this, so that the log of every seed ends (µs): 40 days. */
const longest: Micros = 40 * 86_400_000_000

/** Every fact arrives the moment it happens. */
export const atOnce: Lateness = { kind: 'none', by: 0, share: 0 }

/** Delays that fall off by a constant factor, `mean` on average. */
export function exponential(mean: Duration, options: { share?: number } = {}): Lateness {
  return { kind: 'exponential', by: mean, share: options.share ?? 1 }
}

/** Most delays near `median`, a few of them a hundred times as long. */
export function heavyTail(median: Duration, options: { share?: number } = {}): Lateness {
  return { kind: 'heavy-tail', by: median, share: options.share ?? 1 }
}

/** Delays anywhere up to `longest`: by days, arrival tells nothing of event time. */
export function upTo(most: Duration, options: { share?: number } = {}): Lateness {
  return { kind: 'uniform', by: most, share: options.share ?? 1 }
}

/** A delay in µs, whole and from 0 on. */
export function drawLateness(lateness: Lateness, random: Random): Micros {
  if (lateness.kind === 'none' || !random.chance(lateness.share)) return 0
  const by = micros(lateness.by)
  const left = 1 - random.fraction()
  const delay = {
    exponential: -by * Math.log(left),
    'heavy-tail': by * (left ** -1.1 - 1),
    uniform: by * left,
  }
  return Math.min(longest, Math.floor(delay[lateness.kind]))
}
