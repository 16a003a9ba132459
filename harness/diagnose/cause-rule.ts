import type { StoredFeature } from '../../features/definitions.ts'
import type { Asked, StoredCell } from './cell.ts'
import type { Answer, Policy } from './policy.ts'
import type { TracedFact } from './traced-fact.ts'

/** What a rule says of one cell: the answer, and the facts behind it where it knows them. */
export interface Prediction {
  readonly answer: Answer
  readonly facts: readonly TracedFact[]
  /** What had to be chosen to say so of this cell (bits), where it is not what the variant costs in every cell. */
  readonly bits?: number
}

/** Why a cell is as it is: a clause that follows "because". `fact` is one that the rule takes another way than we do. */
export type Because = (fact: TracedFact | null, cell: StoredCell) => string

/**
 * One way to be wrong. `strict`: it says of every cell what a store would serve that is wrong in just this way, equality
 * included. `loose`: it holds of a cell or not, with a choice of its own in each, so it counts for less; of what it does
 * not touch it says nothing.
 */
export type Variant = {
  /** What the store does: follows "the store". Variants of a rule are told apart by it. */
  readonly label: string
  /** How much (in bits) has to be chosen to name it: 0 for a rule without parameters. */
  readonly cost: number
  readonly because: Because
} & (
  | {
      readonly kind: 'strict'
      readonly predict: (cell: Asked) => Prediction | null
      /** The decisions that it exchanges, where that is all it does: then it can be joined with another. */
      readonly policy?: (cell: Asked) => Partial<Policy>
    }
  | { readonly kind: 'loose'; readonly explains: (cell: StoredCell) => Prediction | null }
)

/** The cells that variants are wanted for: all of one feature on one side. */
export interface Subject {
  readonly feature: StoredFeature
  readonly side: StoredCell['side']
  readonly wrong: readonly StoredCell[]
  readonly right: readonly StoredCell[]
}

/** A documented bug of this kind: what was seen, and where, as `owner/repository#number` where it has a page. */
export interface KnownBug {
  readonly symptom: string
  readonly where: string
}

/** One cause: one file of `rules/`. */
export interface CauseRule {
  /** What the store does, one sentence. */
  readonly says: string
  /** What to change, one sentence. */
  readonly mend: string
  /** How it shows, for its page. */
  readonly looksLike: string
  /** A minimal example, for its page. */
  readonly example: string
  readonly known: readonly KnownBug[]
  /** The ways to be wrong so that make sense for a feature; none where it cannot be wrong so. */
  readonly variants: (subject: Subject) => readonly Variant[]
}

/** A variant that exchanges decisions of the evaluator. */
export interface PolicyVariant {
  readonly label: string
  readonly cost?: number
  readonly policy: Partial<Policy> | ((asked: Asked) => Partial<Policy>)
  readonly because: Because
}
