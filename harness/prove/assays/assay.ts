/** A question to the harness whose answer is known by hand. */
export interface Assay {
  readonly name: string
  /** What of the harness it would find broken. */
  readonly about: string
  /** What is wrong with the answer; null where it is right. */
  readonly run: () => Promise<string | null>
}
