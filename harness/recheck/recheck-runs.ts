import type { Definitions, StoredFeature } from '../../features/definitions.ts'
import type { PlacedRecord } from '../../features/log-record.ts'
import type { Value } from '../../features/value.ts'
import type { JudgedHistory } from '../audit/judge-history.ts'
import { equalsRecomputed } from '../diff/equal.ts'
import { appendRows } from '../history/append-rows.ts'
import type { History } from '../history/history.ts'
import type { Database } from '../history/open-database.ts'
import { quoteName } from '../history/sql-text.ts'
import { stageMemory } from '../history/stage-memory.ts'
import { readAnswers } from '../oracle/batch/read-answers.ts'
import { prepareBatchPlan, readBatchPlan } from '../oracle/batch/run-batch-plan.ts'
import { recomputeIndexed } from '../oracle/indexed/recompute-indexed.ts'
import type { Recomputed } from '../oracle/recomputed.ts'
import { recomputedAlike } from '../oracle/recomputed-alike.ts'
import { batchedLog, batchedOffsets, hasTextIds } from './batched-log.ts'
import { seededDefinitions } from './seeded-definitions.ts'

/** A run of a scenario with one document, as it was judged. */
export interface JudgedRun {
  readonly history: History
  readonly judged: JudgedHistory
}

/** What came of rechecking. */
export interface Rechecked {
  /** Cells that were held against an evaluator, over all of them and all readings. */
  readonly sampled: number
  readonly disagreements: number
}

const evaluators = ['indexed', 'batch'] as const

/** By evaluator and reading, the answers by feature and point. */
type Answers = ReadonlyMap<string, readonly Recomputed[]>

/**
 * Recomputes many runs of one document at once, the number of the run as a part of the key, by the indexed evaluator and by the
 * batch plan: as-known, as-trained, and as-applied at the offsets that answers state. Both must say what the
 * specification evaluator said, and what was served. Ids of one log are of one type, so runs go in two lots.
 */
export async function recheckRuns(
  definitions: Definitions,
  runs: readonly JudgedRun[],
  database: Database,
): Promise<Rechecked> {
  const seeded = seededDefinitions(definitions)
  const isText = ({ history }: JudgedRun) => [...history.events.values()].some(hasTextIds)
  const total = { sampled: 0, disagreements: 0 }
  for (const lot of [runs.filter(isText), runs.filter(run => !isText(run))]) {
    if (lot.length === 0) continue
    const { sampled, disagreements } = await recheckLot(seeded, lot, database)
    total.sampled += sampled
    total.disagreements += disagreements
  }
  return total
}

const schema = 'recheck'

async function recheckLot(
  definitions: Definitions,
  runs: readonly JudgedRun[],
  database: Database,
): Promise<Rechecked> {
  const { connection } = database
  const events = new Map([...definitions.sources.keys()].map(source => [source, logOf(source, runs)]))
  const [first] = runs as readonly [JudgedRun]
  const target = { kind: 'document', definitions } as const
  const page = { ...first.history.page, completeFrom: {} }
  const table = { target, served: [], training: null }
  const staged = await stageMemory({ page, events, tables: [table] }, { database, schema })
  try {
    await askAll(definitions, runs, database)
    const logs = new Map(
      [...definitions.sources.keys()].map(source => [source, staged.logOf(definitions, source).relation]),
    )
    const readings = (evaluator: string) => [
      { points: pointsOf('read'), into: into(evaluator, 'read'), trained: false },
      { points: pointsOf('trained'), into: into(evaluator, 'trained'), trained: true },
    ]
    const run = { definitions, logs }
    await recomputeIndexed(
      connection,
      { ...run, readings: readings('indexed') },
      { threads: 1, arrivalsRaised: true },
    )
    await prepareBatchPlan(connection, run)
    for (const reading of readings('batch')) await readBatchPlan(connection, { ...run, ...reading })
    const total = { sampled: 0, disagreements: 0 }
    for (const evaluator of evaluators) {
      const read = await answersIn(connection, into(evaluator, 'read'), definitions)
      const trained = await answersIn(connection, into(evaluator, 'trained'), definitions)
      compareLot(definitions, runs, { read, trained }, total)
    }
    return total
  } finally {
    for (const evaluator of evaluators) {
      for (const reading of ['read', 'trained'])
        await connection.run(`DROP TABLE IF EXISTS ${into(evaluator, reading)}`)
    }
    await dropPlans(database)
    await staged.close()
  }
}

function pointsOf(reading: string): string {
  return `${quoteName(schema)}.${quoteName(`points_${reading}`)}`
}

function into(evaluator: string, reading: string): string {
  return quoteName(`recheck_${evaluator}_${reading}`)
}

/** What the batch plan leaves for later readings of the same logs, which do not come. */
async function dropPlans({ connection }: Database): Promise<void> {
  const reader = await connection.runAndReadAll('SELECT table_name FROM duckdb_tables() WHERE temporary')
  for (const [name] of reader.getRows())
    await connection.run(`DROP TABLE IF EXISTS ${quoteName(String(name))}`)
}

function logOf(source: string, runs: readonly JudgedRun[]): PlacedRecord[] {
  return runs.flatMap(({ history }, run) => batchedLog(history.events.get(source) ?? [], run))
}

/** As-known and as-applied points in one table, as-trained ones in another; each row of each run once. */
async function askAll(
  { entity }: Definitions,
  runs: readonly JudgedRun[],
  { connection }: Database,
): Promise<void> {
  const columns = [
    { name: '__probe', type: 'int' as const },
    ...entity.map(({ name, type }) => ({ name, type })),
    { name: 'as_of', type: 'int' as const },
    { name: '__k', type: 'int' as const },
    { name: '__applied', type: 'string' as const },
  ]
  const known: Value[][] = []
  const applied: Value[][] = []
  const trained: Value[][] = []
  const rows = runs.reduce((sum, { judged }) => sum + judged.rows.length, 0)
  for (const [run, { judged }] of runs.entries()) {
    for (const { served } of judged.rows) {
      const at = known.length
      const asOf = BigInt(served.asOf)
      const key = [BigInt(run), ...served.key]
      const cut = Number.isFinite(judged.cut) ? Math.max(judged.cut, served.asOf) : served.asOf
      const offsets = JSON.stringify(batchedOffsets(served.applied ?? {}, run))
      known.push([BigInt(at), ...key, asOf, asOf, null])
      trained.push([BigInt(at), ...key, asOf, BigInt(cut), null])
      applied.push([BigInt(rows + at), ...key, asOf, null, offsets])
    }
  }
  await appendRows(connection, { schema, name: 'points_read' }, columns, [...known, ...applied])
  await appendRows(connection, { schema, name: 'points_trained' }, columns, trained)
}

async function answersIn(
  connection: Database['connection'],
  table: string,
  definitions: Definitions,
): Promise<Answers> {
  const answers = new Map<string, Recomputed[]>()
  for await (const { cells } of readAnswers(connection, table, definitions)) {
    for (const [feature, part] of cells) {
      const known = answers.get(feature) ?? []
      answers.set(feature, known)
      for (const cell of part) known.push(cell)
    }
  }
  return answers
}

function compareLot(
  { features }: Definitions,
  runs: readonly JudgedRun[],
  { read, trained }: { readonly read: Answers; readonly trained: Answers },
  total: { sampled: number; disagreements: number },
): void {
  const rows = runs.flatMap(({ judged }) =>
    judged.rows.map((row, i) => ({ served: row.served, readings: judged.readings[i] ?? {} })),
  )
  const stored = [...features.values()].filter(
    (feature): feature is StoredFeature => feature.kind === 'stored',
  )
  for (const feature of stored) {
    const { name } = feature
    for (const [at, { served, readings }] of rows.entries()) {
      const right = readings[name]
      const own = [read.get(name)?.[at], trained.get(name)?.[at], read.get(name)?.[rows.length + at]]
      const [known, asTrained, applied] = own
      total.sampled += 2
      if (right === undefined || known === undefined || !recomputedAlike(feature, right.asKnown, known))
        total.disagreements++
      if (
        right === undefined ||
        asTrained === undefined ||
        !recomputedAlike(feature, right.asTrained, asTrained)
      )
        total.disagreements++
      const cell = served.cells[name]
      if (cell === undefined || served.applied === null) continue
      total.sampled++
      if (applied === undefined || !equalsRecomputed(feature, cell, applied)) total.disagreements++
    }
  }
}
