/** A rule of `docs/semantics.md` that a run can meet. */
export interface SemanticRule {
  readonly section: number
  /** What holds, in a clause. */
  readonly says: string
  /** Pieces of the page, word by word, one at least of each sentence that says it. */
  readonly quotes: readonly string[]
  /** From where it can be met; a rule without sides is met or not. */
  readonly sides: readonly string[]
}

/** What lies 1 µs before an edge, on it, and 1 µs after it. */
export const edge = ['before', 'at', 'after'] as const
