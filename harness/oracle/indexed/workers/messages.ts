import type { Share } from '../core/answer-batch.ts'
import type { IndexPlan } from '../core/index-plan.ts'
import type { StreamedBatch } from '../duckdb/batch-stream.ts'

/** What is posted to a worker: a plan to go by from now on, or a batch to answer by it. */
export type WorkerTask =
  | { readonly kind: 'plan'; readonly plan: IndexPlan }
  | { readonly kind: 'batch'; readonly id: number; readonly batch: StreamedBatch; readonly share: Share }

/** What comes back: the parts of a block, or why there is none. */
export type WorkerReply =
  | {
      readonly kind: 'block'
      readonly id: number
      readonly points: number
      readonly memory: ArrayBuffer
      readonly elements: readonly (Float64Array<ArrayBuffer> | null)[]
    }
  | { readonly kind: 'failed'; readonly id: number; readonly error: unknown }
