/** What one part of the contract came to. */
export interface CheckOutcome {
  /** What a store has to do, as a sentence without a subject: `answers one a probe, in their order`. */
  readonly name: string
  readonly outcome: 'ok' | 'wrong' | 'not-run'
  /** What was wrong, with values, or why it was not run; empty where all is well. */
  readonly detail: string
}
