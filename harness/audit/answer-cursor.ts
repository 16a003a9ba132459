import type { AnswerChunk } from '../oracle/batch/read-answers.ts'
import type { Recomputed } from '../oracle/recomputed.ts'

/** Walks a table of answers row by row. */
export class AnswerCursor {
  readonly #chunks: AsyncGenerator<AnswerChunk>
  readonly #ofSome: boolean
  #chunk: AnswerChunk | null = null
  #at = 0
  #ended = false

  /** `ofSome`: it has answers of some rows only. */
  constructor(chunks: AsyncGenerator<AnswerChunk>, ofSome: boolean) {
    this.#chunks = chunks
    this.#ofSome = ofSome
  }

  /** The row that it stands on; null for none. */
  get probe(): bigint | null {
    return this.#chunk?.probes[this.#at] ?? null
  }

  /** Goes to the next row; false where that is not at hand and must be fetched. */
  advance(): boolean {
    this.#at++
    return this.probe !== null
  }

  /** Goes on to the row of this probe, or where that has none to one behind it; false where more must be fetched first. */
  reaches(probe: bigint | null): boolean {
    if (this.#chunk === null) return this.#ended
    const { probes } = this.#chunk
    while (this.#at < probes.length && (probes[this.#at] as bigint) < (probe as bigint)) this.#at++
    return this.#ended || this.#at < probes.length
  }

  async fetch(): Promise<void> {
    const next = await this.#chunks.next()
    if (next.done !== true) {
      this.#chunk = next.value
      this.#at = 0
      return
    }
    if (!this.#ofSome) throw new Error('the indexed evaluator answered fewer points than it was asked')
    this.#ended = true
  }

  cell(feature: string): Recomputed {
    return this.#chunk?.cells.get(feature)?.[this.#at] as Recomputed
  }
}
