import type { Instant, Value } from '../features/value.ts'
import type { Duration } from './micros.ts'
import type { Share } from './stream.ts'
import type { ValueShape } from './values.ts'

/** What somebody asks a store: the values of a target's features for one key at one instant. */
export interface Question {
  /** Name of the document or service that is asked. */
  readonly target: string
  /** By key part. */
  readonly key: Readonly<Record<string, Value>>
  /** T, µs. */
  readonly asOf: Instant
  /** Request fields of on-demand features, by name. */
  readonly request: Readonly<Record<string, Value>>
}

/** Questions that are put in one call: they share target and T. */
export interface QuestionBatch {
  /** The instant at which they are put (µs): T, or later where somebody asks about the past. */
  readonly askedAt: Instant
  readonly questions: readonly Question[]
  /** Whether they come after all that arrives at that instant; absent: before, between or after. */
  readonly last?: true
}

/** Where the instants of questions come from. */
export const momentKinds = ['edges', 'anchors', 'arrivals', 'random', 'silence', 'later'] as const

export type MomentKind = (typeof momentKinds)[number]

/** How questions are put to a store: plain data, as `Stream` is. */
export interface Probing {
  /** Questions in all, before the final ones. */
  readonly count: number
  /**
   * Weights of where instants come from: `edges`, where a rule changes its mind about a fact of the key asked for, or
   * 1 µs beside; `anchors`, which facts were aimed at; `arrivals`, at which a record is appended; `random`; `silence`,
   * after the last fact, where windows still move; `later`, months to decades after it. By default mostly edges.
   */
  readonly at?: Partial<Readonly<Record<MomentKind, number>>>
  /** At most so many keys are asked for in one call; 3 by default. */
  readonly together?: number
  /** Questions for a key without facts; a tenth by default. */
  readonly absent?: Share
  /** Questions for a key with a null part; few by default. */
  readonly nullPart?: Share
  /** Calls that are made once more, to see that reading changes nothing. */
  readonly repeated?: Share
  /** Calls about an instant in the past, at most `pastBy` back. */
  readonly past?: Share
  readonly pastBy?: Duration
  /** What request fields hold, by name or all alike; mostly everyday values. */
  readonly request?: ValueShape | Readonly<Record<string, ValueShape>>
  /** How often a request field is null. */
  readonly requestNulls?: Share
}
