import type { AggregateKind } from '../../features/definitions.ts'
import type { FieldType, Micros, Value } from '../../features/value.ts'
import type { Asked } from '../diagnose/cell.ts'
import type { Policy } from '../diagnose/policy.ts'
import type { RecordKind } from '../store.ts'

/** A record of a line's one source. Instants are µs from the start of the line, which is the start of an hour. */
export interface LineFact {
  readonly id: string
  /** By key part. */
  readonly key: Readonly<Record<string, Value>>
  /** τ; null on a delete. */
  readonly at: Micros | null
  /** α. */
  readonly arrives: Micros
  readonly revision: number
  readonly op: 'upsert' | 'delete'
  readonly fields: Readonly<Record<string, Value>>
}

/** What is done to the store, in order. */
export type LineStep =
  /** Records in one call. */
  | { readonly kind: 'append'; readonly facts: readonly LineFact[] }
  /**
   * Keys that are asked for in one call, at T (µs from the start of the line), once all that was appended is visible. `chosen`: the
   * answer hangs on the very T, so that a store that answers by its own clock cannot be asked; otherwise any later T, up
   * to two hours, gives the same.
   */
  | {
      readonly kind: 'ask'
      readonly at: Micros
      readonly chosen: boolean
      readonly keys: readonly Readonly<Record<string, Value>>[]
    }

/**
 * How an audit recomputes by what was found: the decisions that it exchanges, made on top of those that stand already; null
 * where it says nothing about the feature that is asked.
 */
export type FoundRule = (policy: Policy, asked: Asked) => Partial<Policy> | null

/** What was found: a name that stays, and a sentence. */
export interface Finding {
  readonly finding: string
  readonly says: string
  /** Absent: an audit cannot recompute by it. */
  readonly rule?: FoundRule
}

/** One of the answers that are foreseen: a text for each cell, in the order of the questions and of the features. */
export interface PossibleFinding extends Finding {
  readonly answers: readonly string[]
}

/** One way to ask what a line asks. */
export interface Way {
  /** What the store must compute. */
  readonly aggregates: readonly AggregateKind[]
  /** What it must take beside the first upsert of each fact. */
  readonly records: readonly RecordKind[]
  /** Key parts and their types. */
  readonly entity: Readonly<Record<string, FieldType>>
  /** The other fields of the source. */
  readonly fields: Readonly<Record<string, FieldType>>
  /** Stored features as a definition document has them, without their source. */
  readonly features: Readonly<Record<string, object>>
  readonly steps: readonly LineStep[]
  /** Whether states belong to the answer, where the store has them. */
  readonly showsStates: boolean
  readonly possible: readonly PossibleFinding[]
  /**
   * Reads answers that no table can list; a cell that was not asked is null. Asked only where `possible` has none; null:
   * `other`.
   */
  readonly interpret?: (answers: readonly (string | null)[]) => Finding | null
}

/** One line of a profile: a question about a rule, and the smallest probes that answer it. One file of `lines/`. */
export interface ProfileLine {
  readonly name: string
  /** The question, as a sentence that ends in a question mark. */
  readonly asks: string
  /** `online`: it is about serving alone; `offline`: about training sets alone. */
  readonly sides: 'both' | 'online' | 'offline'
  /** Best first: the first that the store can be asked is used. */
  readonly ways: readonly [Way, ...Way[]]
  /** Picks among the ways in which the store's clients write instants; absent: the usual one. */
  readonly encoding?: (encodings: readonly string[]) => string | null
}
