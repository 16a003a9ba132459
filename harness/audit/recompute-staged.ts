import type { Definitions } from '../../features/definitions.ts'
import { targetDocuments } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import type { Readings } from '../diff/judgement.ts'
import { planTarget, type StoredPlan } from '../diff/target-plan.ts'
import { quoteName } from '../history/sql-text.ts'
import type { StagedHistory, StagedTable } from '../history/staged-history.ts'
import { type AnswerChunk, readAnswers } from '../oracle/batch/read-answers.ts'
import { prepareBatchPlan, readBatchPlan } from '../oracle/batch/run-batch-plan.ts'
import type { Recomputed } from '../oracle/recomputed.ts'

/** Both readings of every stored column, by column, row after row in the order of the served table. */
export type ReadingsStream = AsyncGenerator<Readonly<Record<string, Readings>>, void>

const schema = 'recomputed'

/** Makes the facts of every document of a staged History; once, before any table is recomputed. */
export async function prepareFacts(staged: StagedHistory, documents: readonly Definitions[]): Promise<void> {
  await staged.connection.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
  for (const definitions of documents) {
    await prepareBatchPlan(staged.connection, { definitions, logs: logsOf(staged, definitions) })
  }
}

/**
 * Recomputes a served table by the batch plan, as-known and as-trained at `cut` (µs), and streams the answers.
 * `prepareFacts` must have run.
 */
export async function recomputeStaged(
  staged: StagedHistory,
  table: StagedTable,
  cut: Instant,
): Promise<ReadingsStream> {
  for (const definitions of targetDocuments(table.target)) {
    await readBoth(staged, table, definitions, cut)
  }
  return streamReadings(staged, table)
}

function logsOf(staged: StagedHistory, definitions: Definitions): Map<string, string> {
  const sources = [...definitions.sources.keys()]
  return new Map(sources.map(source => [source, staged.logOf(definitions, source).relation]))
}

async function readBoth(
  staged: StagedHistory,
  table: StagedTable,
  definitions: Definitions,
  cut: Instant,
): Promise<void> {
  const points = quoteName('asked_points')
  const parts = definitions.entity.map(part => quoteName(part.name)).join(', ')
  const trainedAt = Number.isFinite(cut) ? `greatest(as_of, ${cut})` : 'as_of'
  for (const [reading, k] of [
    ['known', 'as_of'],
    ['trained', trainedAt],
  ] as const) {
    await staged.connection.run(
      `CREATE OR REPLACE TEMP VIEW ${points} AS
       SELECT __row AS __probe, ${parts}, as_of, CAST(${k} AS BIGINT) AS __k, CAST(NULL AS VARCHAR) AS __applied FROM ${table.served}`,
    )
    await readBatchPlan(staged.connection, {
      definitions,
      logs: logsOf(staged, definitions),
      points,
      into: answersTable(table, definitions, reading),
      trained: reading === 'trained',
      completeFrom: new Map(Object.entries(staged.page.completeFrom)),
    })
  }
}

function answersTable(table: StagedTable, definitions: Definitions, reading: 'known' | 'trained'): string {
  return `${schema}.${quoteName(`${reading}_${table.name}_${definitions.name}`)}`
}

async function* streamReadings(staged: StagedHistory, table: StagedTable): ReadingsStream {
  const stored = planTarget(table.target).columns.filter(plan => plan.kind === 'stored')
  const documents = targetDocuments(table.target)
  const cursors = new Map<Definitions, { known: Cursor; trained: Cursor }>()
  const connections = await Promise.all(documents.flatMap(() => [staged.connect(), staged.connect()]))
  try {
    for (const [i, definitions] of documents.entries()) {
      const cursor = (reading: 'known' | 'trained', at: number) => {
        const connection = connections[2 * i + at] as (typeof connections)[number]
        return new Cursor(readAnswers(connection, answersTable(table, definitions, reading), definitions))
      }
      cursors.set(definitions, { known: cursor('known', 0), trained: cursor('trained', 1) })
    }
    for (let row = 0; row < table.servedRows; row++) {
      for (const { known, trained } of cursors.values()) {
        await known.advance()
        await trained.advance()
      }
      yield Object.fromEntries(stored.map(plan => [plan.column, readingsOf(plan, cursors)]))
    }
  } finally {
    for (const connection of connections) connection.closeSync()
    for (const definitions of documents) await dropAnswers(staged, table, definitions)
  }
}

function readingsOf(
  plan: StoredPlan,
  cursors: ReadonlyMap<Definitions, { known: Cursor; trained: Cursor }>,
): Readings {
  const { known, trained } = cursors.get(plan.definitions) as { known: Cursor; trained: Cursor }
  return { asKnown: known.cell(plan.feature.name), asTrained: trained.cell(plan.feature.name) }
}

async function dropAnswers(
  staged: StagedHistory,
  table: StagedTable,
  definitions: Definitions,
): Promise<void> {
  for (const reading of ['known', 'trained'] as const) {
    await staged.connection.run(`DROP TABLE IF EXISTS ${answersTable(table, definitions, reading)}`)
  }
}

/** Walks a table of answers row by row. */
class Cursor {
  readonly #chunks: AsyncGenerator<AnswerChunk>
  #chunk: AnswerChunk | null = null
  #at = 0

  constructor(chunks: AsyncGenerator<AnswerChunk>) {
    this.#chunks = chunks
  }

  async advance(): Promise<void> {
    this.#at++
    if (this.#chunk !== null && this.#at < this.#chunk.probes.length) return
    const next = await this.#chunks.next()
    if (next.done === true) throw new Error('the batch plan answered fewer points than it was asked')
    this.#chunk = next.value
    this.#at = 0
  }

  cell(feature: string): Recomputed {
    return this.#chunk?.cells.get(feature)?.[this.#at] as Recomputed
  }
}
