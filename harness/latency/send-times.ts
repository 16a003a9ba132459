import type { Random } from '../../generators/random.ts'

export type Arrivals = 'constant' | 'poisson'

/**
 * When requests are due, ms after the start, at `rate` a second for `durationMs`: at equal distances, or as independent
 * users come (a Poisson process).
 */
export function* sendTimes(
  arrivals: Arrivals,
  rate: number,
  durationMs: number,
  random: Random,
): Generator<number> {
  const gap = 1_000 / rate
  if (arrivals === 'constant') {
    const total = Math.round(durationMs / gap)
    for (let i = 0; i < total; i++) yield i * gap
    return
  }
  for (let at = gap * exponential(random); at < durationMs; at += gap * exponential(random)) yield at
}

function exponential(random: Random): number {
  return -Math.log1p(-random.fraction())
}
