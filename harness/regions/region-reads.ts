import type { Probe } from '../store.ts'

/** One question as it was put to several regions. */
export interface RegionQuestion {
  /** By region: the probe that was pinned to it. */
  readonly asked: ReadonlyMap<string, bigint>
}

/** Which probes of a run are one question that was put to each region. */
export interface RegionReads {
  /** Notes probes that were pinned to a region; those of one batch stand in the same order for every region. */
  note(batch: object, region: string, probes: readonly Probe[]): void
  readonly questions: readonly RegionQuestion[]
}

export function regionReads(): RegionReads {
  const questions: { asked: Map<string, bigint> }[] = []
  let last: { batch: object; region: string; from: number } | null = null
  return {
    questions,
    note(batch, region, probes) {
      // The same batch may be asked again later; then its first region comes round once more.
      const isNew = last === null || last.batch !== batch || questions[last.from]?.asked.has(region) === true
      if (isNew) {
        last = { batch, region, from: questions.length }
        for (const _ of probes) questions.push({ asked: new Map() })
      }
      const from = last?.from ?? 0
      for (const [i, { probeId }] of probes.entries()) questions[from + i]?.asked.set(region, BigInt(probeId))
    },
  }
}
