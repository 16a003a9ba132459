import type { DuckDBConnection } from '@duckdb/node-api'
import type { Definitions } from '../../features/definitions.ts'
import { targetDocuments } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import type { Readings } from '../diff/judgement.ts'
import { planTarget, type StoredPlan } from '../diff/target-plan.ts'
import { queryRows } from '../history/query-rows.ts'
import { quoteName } from '../history/sql-text.ts'
import type { StagedHistory, StagedTable } from '../history/staged-history.ts'
import { readAnswers } from '../oracle/batch/read-answers.ts'
import type { IndexedOptions, IndexedRun } from '../oracle/indexed/indexed-run.ts'
import { recomputeIndexed } from '../oracle/indexed/recompute-indexed.ts'
import { AnswerCursor } from './answer-cursor.ts'

/** The readings of every stored column of a row, by column. */
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
  applied: { points: quoteName('asked_applied'), name: 'applied' },
} as const

type Reading = keyof typeof tables

/** What DuckDB holds of one recomputed cell in two readings and in three, once more while they are sorted (bytes, about). */
const cellBytes = { two: 250, three: 375 } as const

/**
 * Recomputes a served table by the indexed evaluator, as-known, as-trained at `cut`, and as-applied where rows state what their
 * store had applied, and streams the answers: slice after slice of its rows, so that their answers fit the memory.
 * @throws the signal's reason where it is aborted
 */
export async function* recomputeStaged(recomputing: StagedRecomputing): ReadingsStream {
  const { staged, table, onProgress } = recomputing
  await staged.connection.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
  const readings = await readingsAsked(recomputing)
  let done = 0
  for (const slice of await slicesOf(recomputing, readings)) {
    for (const definitions of targetDocuments(table.target)) {
      const asked = readings.get(definitions) as readonly AskedReading[]
      await recomputeSlice(recomputing, slice, asked, definitions, probes => onProgress(done + probes))
    }
    yield* streamSlice(staged, table, readings, slice.rows)
    done += slice.rows
  }
}

/** What one reading asks at: K and offsets as SQL over the served table, and which of its rows. */
interface AskedReading {
  readonly reading: Reading
  readonly k: string
  readonly offsets: string
  readonly rows: string
}

type AskedReadings = ReadonlyMap<Definitions, readonly AskedReading[]>

/** As-applied is asked only where a row states a point that is not as-known by itself. */
async function readingsAsked(recomputing: StagedRecomputing): Promise<AskedReadings> {
  const { staged, table, cut } = recomputing
  const trainedAt = Number.isFinite(cut) ? `greatest(as_of, ${cut})` : 'as_of'
  const asked = new Map<Definitions, readonly AskedReading[]>()
  for (const definitions of targetDocuments(table.target)) {
    const applied = appliedReading(staged, definitions)
    const [found] =
      applied === null
        ? []
        : await queryRows(staged.connection, `SELECT count(*) FROM ${table.served} WHERE ${applied.rows}`)
    asked.set(definitions, [
      { reading: 'known', k: 'as_of', offsets: 'NULL', rows: 'true' },
      { reading: 'trained', k: trainedAt, offsets: 'NULL', rows: 'true' },
      ...(applied !== null && Number(found?.[0] ?? 0) > 0 ? [applied] : []),
    ])
  }
  return asked
}

/** Offsets hold over a watermark, and say nothing of a log without partitions; semantics § 7. */
function appliedReading(staged: StagedHistory, definitions: Definitions): AskedReading | null {
  const placed = new Set(
    [...definitions.sources.keys()].map(source => staged.logOf(definitions, source).placed),
  )
  // Where offsets say something of one source and nothing of another, the log of the key is asked.
  if (placed.size !== 1) return null
  const atWatermark = 'watermark IS NOT NULL AND watermark <> as_of'
  return placed.has(true)
    ? {
        reading: 'applied',
        k: 'CASE WHEN applied IS NULL THEN watermark END',
        offsets: 'applied',
        rows: `(applied IS NOT NULL OR (${atWatermark}))`,
      }
    : { reading: 'applied', k: 'watermark', offsets: 'NULL', rows: `(${atWatermark})` }
}

/** Rows of a served table whose numbers lie between two, both included. */
interface Slice {
  readonly first: number
  readonly last: number
  readonly rows: number
}

async function slicesOf(
  { staged, table, memory }: StagedRecomputing,
  readings: AskedReadings,
): Promise<Slice[]> {
  const stored = planTarget(table.target).columns.filter(plan => plan.kind === 'stored')
  const bytes = [...readings.values()].some(asked => asked.length > 2) ? cellBytes.three : cellBytes.two
  const rows = Math.max(1, Math.floor(memory / (bytes * Math.max(1, stored.length))))
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
  { staged, table, memory, threads, signal }: StagedRecomputing,
  slice: Slice,
  asked: readonly AskedReading[],
  definitions: Definitions,
  onProgress: (probes: number) => void,
): Promise<void> {
  for (const each of asked) await askPoints(staged.connection, table, slice, definitions, each)
  const run: IndexedRun = {
    definitions,
    logs: new Map(
      [...definitions.sources.keys()].map(source => [source, staged.logOf(definitions, source).relation]),
    ),
    readings: asked.map(({ reading }) => ({
      points: tables[reading].points,
      into: answersTable(table, definitions, reading),
      trained: reading === 'trained',
    })),
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
  { reading, k, offsets, rows }: AskedReading,
): Promise<void> {
  const parts = entity.map(part => quoteName(part.name)).join(', ')
  await connection.run(
    `CREATE OR REPLACE TEMP VIEW ${tables[reading].points} AS
     SELECT __row AS __probe, ${parts}, as_of, CAST(${k} AS BIGINT) AS __k, CAST(${offsets} AS VARCHAR) AS __applied
     FROM ${served} WHERE __row BETWEEN ${first} AND ${last} AND ${rows}`,
  )
}

function answersTable(table: StagedTable, definitions: Definitions, reading: Reading): string {
  return `${schema}.${quoteName(`${tables[reading].name}_${table.name}_${definitions.name}`)}`
}

async function* streamSlice(
  staged: StagedHistory,
  table: StagedTable,
  readings: AskedReadings,
  rows: number,
): ReadingsStream {
  const stored = planTarget(table.target).columns.filter(plan => plan.kind === 'stored')
  const documents = targetDocuments(table.target)
  const cursors = new Map<Definitions, Cursors>()
  const connections: DuckDBConnection[] = []
  const open = async (definitions: Definitions, reading: Reading) => {
    const connection = await staged.connect()
    connections.push(connection)
    const answers = readAnswers(connection, answersTable(table, definitions, reading), definitions)
    return new AnswerCursor(answers, reading === 'applied')
  }
  try {
    for (const definitions of documents) {
      const isApplied = readings.get(definitions)?.some(({ reading }) => reading === 'applied') === true
      cursors.set(definitions, {
        known: await open(definitions, 'known'),
        trained: await open(definitions, 'trained'),
        applied: isApplied ? await open(definitions, 'applied') : null,
      })
    }
    let together: RowReadings[] = []
    for (let row = 0; row < rows; row++) {
      for (const { known, trained, applied } of cursors.values()) {
        if (!known.advance()) await known.fetch()
        if (!trained.advance()) await trained.fetch()
        while (applied?.reaches(known.probe) === false) await applied.fetch()
      }
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

/** Where the answers of one document are read; as-applied ones are of some rows only. */
interface Cursors {
  readonly known: AnswerCursor
  readonly trained: AnswerCursor
  readonly applied: AnswerCursor | null
}

function readingsOf(plan: StoredPlan, cursors: ReadonlyMap<Definitions, Cursors>): Readings {
  const { known, trained, applied } = cursors.get(plan.definitions) as Cursors
  const { name } = plan.feature
  const readings = { asKnown: known.cell(name), asTrained: trained.cell(name) }
  return applied?.probe === known.probe ? { ...readings, asApplied: applied.cell(name) } : readings
}

async function dropAnswers(
  staged: StagedHistory,
  table: StagedTable,
  definitions: Definitions,
): Promise<void> {
  for (const reading of Object.keys(tables) as Reading[]) {
    await staged.connection.run(`DROP TABLE IF EXISTS ${answersTable(table, definitions, reading)}`)
  }
}
