import { Worker } from 'node:worker_threads'
import { BatchAnswerer, type Share } from '../core/answer-batch.ts'
import { type AnswerBlock, blockOver } from '../core/answer-block.ts'
import type { IndexPlan } from '../core/index-plan.ts'
import { columnsOver } from '../core/record-batch.ts'
import type { StreamedBatch } from '../duckdb/batch-stream.ts'
import type { WorkerReply, WorkerTask } from './messages.ts'

/** Who answers batches: this thread, or several workers. */
export interface Answerers {
  /** Batches that may wait for an answer before the stream pauses. */
  readonly width: number
  /** Every later batch is answered by this plan. */
  plan(plan: IndexPlan): void
  answer(batch: StreamedBatch): Promise<readonly AnswerBlock[]>
  close(): Promise<void>
}

/** Answers on the thread that asks: for few records, and where workers are not wanted. */
export function inlineAnswerers(): Answerers {
  let current: { plan: IndexPlan; answerer: BatchAnswerer } | null = null
  return {
    width: 1,
    plan: plan => {
      current = { plan, answerer: new BatchAnswerer(plan) }
    },
    answer: async ({ memory, capacity, rows, marks }) => {
      if (current === null) throw new Error('a batch came before its plan')
      const columns = columnsOver(memory, current.plan.columns.types, capacity)
      return [current.answerer.answer({ rows, columns, marks })]
    },
    close: async () => {},
  }
}

/** What a worker makes lives as long as a key or a batch: with room for some batches, little is ever copied. */
const maxYoungGenerationSizeMb = 96

/** A batch with more rows than this is one key, or little more. */
const sharedFromDefault = 200_000

/** Answers on `threads` workers of their own; a batch with more rows than `sharedFrom` is shared by all of them. */
export class WorkerPool implements Answerers {
  readonly width: number
  readonly #workers: PooledWorker[]
  readonly #sharedFrom: number
  #plan: IndexPlan | null = null

  constructor(threads: number, sharedFrom = sharedFromDefault) {
    this.#sharedFrom = sharedFrom
    this.#workers = Array.from({ length: threads }, () => new PooledWorker())
    this.width = 2 * threads
  }

  plan(plan: IndexPlan): void {
    this.#plan = plan
    for (const worker of this.#workers) worker.plan(plan)
  }

  answer(batch: StreamedBatch): Promise<readonly AnswerBlock[]> {
    const plan = this.#plan
    if (plan === null) throw new Error('a batch came before its plan')
    if (batch.rows > this.#sharedFrom) {
      const of = this.#workers.length
      return Promise.all(this.#workers.map((worker, take) => worker.answer(plan, batch, { take, of })))
    }
    const idlest = this.#workers.reduce((a, b) => (b.rowsWaiting < a.rowsWaiting ? b : a))
    return Promise.all([idlest.answer(plan, batch, { take: 0, of: 1 })])
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(worker => worker.close()))
  }
}

interface Waiting {
  readonly plan: IndexPlan
  readonly rows: number
  readonly resolve: (block: AnswerBlock) => void
  readonly reject: (error: unknown) => void
}

class PooledWorker {
  rowsWaiting = 0
  readonly #worker = new Worker(new URL('./answer-worker.ts', import.meta.url), {
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb },
  })
  readonly #waiting = new Map<number, Waiting>()
  #next = 0
  #failure: unknown = null

  constructor() {
    this.#worker.on('message', (reply: WorkerReply) => this.#receive(reply))
    this.#worker.on('error', error => this.#fail(error))
    this.#worker.on('exit', code => this.#fail(new Error(`a worker ended with code ${code}`)))
  }

  plan(plan: IndexPlan): void {
    this.#post({ kind: 'plan', plan })
  }

  answer(plan: IndexPlan, batch: StreamedBatch, share: Share): Promise<AnswerBlock> {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      if (this.#failure !== null) {
        reject(this.#failure)
        return
      }
      this.rowsWaiting += batch.rows
      this.#waiting.set(id, { plan, rows: batch.rows, resolve, reject })
      this.#post({ kind: 'batch', id, batch, share })
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #post(task: WorkerTask): void {
    this.#worker.postMessage(task)
  }

  #receive(reply: WorkerReply): void {
    const waiting = this.#waiting.get(reply.id)
    if (waiting === undefined) return
    this.#waiting.delete(reply.id)
    this.rowsWaiting -= waiting.rows
    if (reply.kind === 'failed') waiting.reject(reply.error)
    else waiting.resolve(blockOver(waiting.plan, reply.points, reply.memory, reply.elements))
  }

  /** A worker that died answers nothing: everything that waits for it fails, now and later. */
  #fail(error: unknown): void {
    this.#failure = error
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
