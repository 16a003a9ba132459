import type { DuckDBConnection } from '@duckdb/node-api'
import type { Definitions } from '../../features/definitions.ts'
import { targetDocuments } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import type { Readings } from '../diff/judgement.ts'
import { planTarget, type StoredPlan } from '../diff/target-plan.ts'
import { queryRows } from '../history/query-rows.ts'
import { quoteName } from '../history/sql-text.ts'
import type { StagedHistory, StagedTable } from '../history/staged-history.ts'
import { type AnswerChunk, readAnswers } from '../oracle/batch/read-answers.ts'
import type { IndexedOptions, IndexedRun } from '../oracle/indexed/indexed-run.ts'
import { recomputeIndexed } from '../oracle/indexed/recompute-indexed.ts'
import type { Recomputed } from '../oracle/recomputed.ts'

/** Both readings of every stored column of a row, by column. */
export type RowReadings = Readonly<Record<string, Readings>>

/** Those of every row, in the order of the served table, some rows at a time. */
export type ReadingsStream = AsyncGenerator<readonly RowReadings[], void>

/** Rows that are handed on together. */
const rowsTogether = 1_024

export interface StagedRecomputing {
  readonly staged: StagedHistory
  readonly table: StagedTable
  /** The training cut, µs; −∞ for an empty log. */
  readonly cut: Instant
  /** Bytes that rows and answers on their way may take. */
  readonly memory: number
  /** Worker threads; as many as there are cores by default. */
  readonly threads?: number
  /** Called now and then with how many probes are recomputed. */
  readonly onProgress: (probes: number) => void
  readonly signal: AbortSignal
}

const schema = 'recomputed'

/** By reading: the view of the questions, and the table of the answers. */
const tables = {
  known: { points: quoteName('asked_known'), name: 'known' },
  trained: { points: quoteName('asked_trained'), name: 'trained' },
} as const

/** What DuckDB holds of one recomputed cell in both readings, about (bytes). */
const cellBytes = 100

/**
 * Recomputes a served table by the indexed evaluator, as-known and as-trained at `cut`, and streams the answers: slice
 * after slice of its rows, so that their answers fit the memory.
 * @throws the signal's reason where it is aborted
 */
export async function* recomputeStaged(recomputing: StagedRecomputing): ReadingsStream {
  const { staged, table, onProgress } = recomputing
  await staged.connection.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
  let done = 0
  for (const slice of await slicesOf(recomputing)) {
    for (const definitions of targetDocuments(table.target)) {
      await recomputeSlice(recomputing, slice, definitions, probes => onProgress(done + probes))
    }
    yield* streamSlice(staged, table, slice.rows)
    done += slice.rows
  }
}

/** Rows of a served table whose numbers lie between two, both included. */
interface Slice {
  readonly first: number
  readonly last: number
  readonly rows: number
}

async function slicesOf({ staged, table, memory }: StagedRecomputing): Promise<Slice[]> {
  const stored = planTarget(table.target).columns.filter(plan => plan.kind === 'stored')
  const rows = Math.max(1, Math.floor(memory / (cellBytes * Math.max(1, stored.length))))
  const found = await queryRows(
    staged.connection,
    `SELECT min(__row), max(__row), count(*) FROM (
       SELECT __row, (row_number() OVER (ORDER BY __row) - 1) // ${rows} AS slice FROM ${table.served})
     GROUP BY slice ORDER BY slice`,
  )
  return found.map(([first, last, count]) => ({
    first: Number(first),
    last: Number(last),
    rows: Number(count),
  }))
}

async function recomputeSlice(
  { staged, table, cut, memory, threads, signal }: StagedRecomputing,
  slice: Slice,
  definitions: Definitions,
  onProgress: (probes: number) => void,
): Promise<void> {
  const trainedAt = Number.isFinite(cut) ? `greatest(as_of, ${cut})` : 'as_of'
  await askPoints(staged.connection, table, slice, definitions, tables.known.points, 'as_of')
  await askPoints(staged.connection, table, slice, definitions, tables.trained.points, trainedAt)
  const into = (reading: keyof typeof tables) => answersTable(table, definitions, reading)
  const run: IndexedRun = {
    definitions,
    logs: new Map(
      [...definitions.sources.keys()].map(source => [source, staged.logOf(definitions, source).relation]),
    ),
    readings: [
      { points: tables.known.points, into: into('known'), trained: false },
      { points: tables.trained.points, into: into('trained'), trained: true },
    ],
    completeFrom: new Map(Object.entries(staged.page.completeFrom)),
  }
  const options: IndexedOptions = {
    memory,
    arrivalsRaised: true,
    signal,
    onProgress: answered => onProgress(Math.floor(answered / run.readings.length)),
  }
  await recomputeIndexed(staged.connection, run, threads === undefined ? options : { ...options, threads })
}

async function askPoints(
  connection: DuckDBConnection,
  { served }: StagedTable,
  { first, last }: Slice,
  { entity }: Definitions,
  view: string,
  k: string,
): Promise<void> {
  const parts = entity.map(part => quoteName(part.name)).join(', ')
  await connection.run(
    `CREATE OR REPLACE TEMP VIEW ${view} AS
     SELECT __row AS __probe, ${parts}, as_of, CAST(${k} AS BIGINT) AS __k, CAST(NULL AS VARCHAR) AS __applied
     FROM ${served} WHERE __row BETWEEN ${first} AND ${last}`,
  )
}

function answersTable(table: StagedTable, definitions: Definitions, reading: keyof typeof tables): string {
  return `${schema}.${quoteName(`${tables[reading].name}_${table.name}_${definitions.name}`)}`
}

async function* streamSlice(staged: StagedHistory, table: StagedTable, rows: number): ReadingsStream {
  const stored = planTarget(table.target).columns.filter(plan => plan.kind === 'stored')
  const documents = targetDocuments(table.target)
  const cursors = new Map<Definitions, { known: Cursor; trained: Cursor }>()
  const connections = await Promise.all(documents.flatMap(() => [staged.connect(), staged.connect()]))
  try {
    for (const [i, definitions] of documents.entries()) {
      const cursor = (reading: keyof typeof tables, at: number) => {
        const connection = connections[2 * i + at] as DuckDBConnection
        return new Cursor(readAnswers(connection, answersTable(table, definitions, reading), definitions))
      }
      cursors.set(definitions, { known: cursor('known', 0), trained: cursor('trained', 1) })
    }
    const all = [...cursors.values()].flatMap(({ known, trained }) => [known, trained])
    let together: RowReadings[] = []
    for (let row = 0; row < rows; row++) {
      for (const cursor of all) if (!cursor.advance()) await cursor.fetch()
      const read: Record<string, Readings> = {}
      for (const plan of stored) read[plan.column] = readingsOf(plan, cursors)
      together.push(read)
      if (together.length < rowsTogether && row < rows - 1) continue
      yield together
      together = []
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

  /** Goes to the next row; false where that is not at hand and must be fetched. */
  advance(): boolean {
    this.#at++
    return this.#chunk !== null && this.#at < this.#chunk.probes.length
  }

  async fetch(): Promise<void> {
    const next = await this.#chunks.next()
    if (next.done === true) throw new Error('the indexed evaluator answered fewer points than it was asked')
    this.#chunk = next.value
    this.#at = 0
  }

  cell(feature: string): Recomputed {
    return this.#chunk?.cells.get(feature)?.[this.#at] as Recomputed
  }
}
