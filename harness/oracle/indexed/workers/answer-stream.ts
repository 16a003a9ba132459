import type { AnswerBlock } from '../core/answer-block.ts'
import type { BatchMemory, StreamedBatch } from '../duckdb/batch-stream.ts'
import type { Answerers } from './worker-pool.ts'

/** Memory of batches, given back when they are answered and used again. */
export class RecycledMemory implements BatchMemory {
  readonly #free: SharedArrayBuffer[] = []
  #largest = 0

  take(bytes: number): SharedArrayBuffer {
    const at = this.#free.findIndex(memory => memory.byteLength === bytes)
    return at < 0 ? new SharedArrayBuffer(bytes) : (this.#free.splice(at, 1)[0] as SharedArrayBuffer)
  }

  /** Keeps memory of the usual size; that of an uncommonly large key is let go. */
  giveBack(memory: SharedArrayBuffer): void {
    if (this.#largest === 0) this.#largest = memory.byteLength
    if (memory.byteLength <= this.#largest) this.#free.push(memory)
  }
}

/** Has every batch answered, a few at a time, and hands on the blocks in the order in which they are ready. */
export async function answerStream(
  batches: AsyncIterable<StreamedBatch>,
  answerers: Answerers,
  memory: RecycledMemory,
  take: (block: AnswerBlock) => void,
): Promise<void> {
  const running = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | null = null
  const answer = async (batch: StreamedBatch) => {
    try {
      for (const block of await answerers.answer(batch)) take(block)
      memory.giveBack(batch.memory)
    } catch (error) {
      failure ??= { error }
    }
  }
  try {
    for await (const batch of batches) {
      const work: Promise<void> = answer(batch).then(() => {
        running.delete(work)
      })
      running.add(work)
      if (running.size >= answerers.width) await Promise.race(running)
      if (failure !== null) break
    }
  } finally {
    await Promise.all(running)
  }
  if (failure !== null) throw (failure as { readonly error: unknown }).error
}
