import { type AnswerBlock, blockBytes } from './core/answer-block.ts'
import type { IndexPlan } from './core/index-plan.ts'
import { rowBytes } from './core/record-batch.ts'
import { streamBatches } from './duckdb/batch-stream.ts'
import { planStream } from './duckdb/plan-stream.ts'
import { type PreparedSource, prepareSource } from './duckdb/prepare-source.ts'
import type { SourceWork } from './duckdb/source-work.ts'
import { type StreamLayout, streamLayout } from './duckdb/stream-layout.ts'
import { type KeyRange, streamSql } from './duckdb/stream-sql.ts'
import type { IndexedReading } from './indexed-run.ts'
import { answerStream, RecycledMemory } from './workers/answer-stream.ts'
import type { Answerers } from './workers/worker-pool.ts'

/** A source that is ready to be streamed. */
export interface ReadySource {
  readonly source: PreparedSource
  readonly layout: StreamLayout
  readonly plan: IndexPlan
}

/** Makes the tables of a source and plans its stream. */
export async function readySource(
  work: SourceWork,
  readings: readonly Pick<IndexedReading, 'trained'>[],
  completeFrom: number | null,
): Promise<ReadySource> {
  const source = await prepareSource(work)
  const layout = streamLayout(source)
  return { source, layout, plan: planStream(source, layout, readings, completeFrom) }
}

/** What a pass over some of the keys of a source may take. */
export interface Budget {
  /** Points of all readings. */
  readonly points: number
  /** Bytes. */
  readonly memory: number
}

/** DuckDB holds a row of a sort about so many times over. */
const sortFactor = 3

/** Rows of a batch: enough to make a message worth while, few enough that workers do not wait for the first. */
const rowsPerBatchMax = 1 << 16
const rowsPerBatchMin = 1 << 11

/**
 * Answers all points of a source, key by key, and hands on the answers of each pass when its stream has ended: until
 * then the connection must not be used. `onBlock` sees each block at once, and may throw to stop.
 */
export async function answerSource(
  { source, layout, plan }: ReadySource,
  answerers: Answerers,
  budget: Budget,
  take: (blocks: readonly AnswerBlock[]) => Promise<void> | void,
  onBlock: (block: AnswerBlock) => void,
): Promise<void> {
  answerers.plan(plan)
  const memory = new RecycledMemory()
  const row = rowBytes(plan.columns.types)
  const inFlight = Math.floor(budget.memory / (4 * row * (answerers.width + 2)))
  const rowsPerBatch = Math.max(rowsPerBatchMin, Math.min(rowsPerBatchMax, inFlight))
  for (const range of passes(source, plan, budget)) {
    const sql = streamSql(source, layout, range)
    const batches = streamBatches(source.work.connection, sql, plan, rowsPerBatch, memory)
    const blocks: AnswerBlock[] = []
    await answerStream(batches, answerers, memory, block => {
      onBlock(block)
      blocks.push(block)
    })
    await take(blocks)
  }
}

/** Cuts the keys so that the rows to sort and the answers of each pass fit the budget, if keys are about alike. */
function passes({ keys, records }: PreparedSource, plan: IndexPlan, budget: Budget): KeyRange[] {
  const answer = blockBytes(plan, 1024) / 1024
  const row = rowBytes(plan.columns.types)
  const bytes = Number(records) * row * sortFactor + budget.points * (answer + row * sortFactor)
  const count = Math.max(1, Math.min(keys, Math.ceil(bytes / budget.memory)))
  const cut = (i: number) => Math.floor(((keys + 1) * i) / count)
  return Array.from({ length: count }, (_, i) => ({ from: cut(i), to: cut(i + 1) - 1 }))
}
