import type { Instant, Micros } from '../../features/value.ts'
import { floorTo } from '../../generators/micros.ts'
import type { Answer, Probe } from '../store.ts'

/** The clock of a store that answers by its own: that of the machine. */
export interface OwnClock {
  /** µs; up to 1 ms late. */
  readonly now: () => Instant
  /** The finest step that the store knows, µs. */
  readonly step: Micros
  /** Instants at which some answer may change, µs, ascending. */
  readonly edges: () => readonly Instant[]
}

/** How late `OwnClock.now` may be, µs. */
const clockSlack = 1_000

/** How often a question is put again while its answer changes. */
const attempts = 5

export interface ReadNow {
  readonly probes: readonly Probe[]
  readonly answers: readonly Answer[]
}

/**
 * Puts questions to a store that answers for now: their T is the instant before the call, and no answer may change
 * between that and the instant after it, else they are put again. Null where that never was so.
 */
export async function readNow(
  { now, step, edges }: OwnClock,
  probes: readonly Probe[],
  read: (probes: readonly Probe[]) => Promise<readonly Answer[]>,
): Promise<ReadNow | null> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const asOf = floorTo(now(), step)
    const asked = probes.map(probe => ({ ...probe, asOf }))
    const answers = await read(asked)
    const until = now() + clockSlack
    if (!edges().some(edge => edge >= asOf - step && edge <= until)) return { probes: asked, answers }
  }
  return null
}
