import type { DuckDBConnection } from '@duckdb/node-api'
import type { Definitions } from '../../features/definitions.ts'
import type { Instant, Value } from '../../features/value.ts'
import type { History, ServedRow } from '../../harness/history/history.ts'
import { readAnswers } from '../../harness/oracle/batch/read-answers.ts'
import {
  type BatchReading,
  prepareBatchPlan,
  readBatchPlan,
} from '../../harness/oracle/batch/run-batch-plan.ts'
import { loadLog, loadPoints, type TestPoint } from '../../harness/oracle/batch/testing/load-case.ts'
import type { IndexedOptions } from '../../harness/oracle/indexed/indexed-run.ts'
import { recomputeIndexed } from '../../harness/oracle/indexed/recompute-indexed.ts'
import type { Recomputed } from '../../harness/oracle/recomputed.ts'

export const readings = ['as-known', 'as-trained', 'as-applied'] as const

export type ReadingName = (typeof readings)[number]

/** The evaluators that answer all points of a document at once. */
export const evaluators = ['batch plan', 'indexed evaluator'] as const

export type EvaluatorName = (typeof evaluators)[number]

/** What one row asks of a document: its key, and the K of the as-trained reading (µs). */
export interface AskedPoint {
  readonly row: ServedRow
  readonly key: readonly Value[]
  readonly trainedAt: Instant
}

/** The answer to a row by its place among those asked. */
export type Lookup = (row: number, feature: string) => Recomputed

export type ReadingAnswers = Readonly<Record<ReadingName, Lookup>>

export interface Recomputing {
  readonly definitions: Definitions
  readonly history: History
  readonly asked: readonly AskedPoint[]
  readonly connection: DuckDBConnection
  readonly completeFrom: Readonly<Record<string, Instant>>
  readonly indexed: IndexedOptions
}

/** Two points relations hold all questions: as-known and as-applied ones in one, as-trained ones in the other. */
const tables = [
  { points: 'agreement_read', into: 'agreement_read_answers', trained: false },
  { points: 'agreement_trained', into: 'agreement_trained_answers', trained: true },
] as const

/** Answers all readings by every evaluator, from the same relations. */
export async function recomputedAnswers(
  recomputing: Recomputing,
): Promise<Readonly<Record<EvaluatorName, ReadingAnswers>>> {
  const { definitions, connection, completeFrom, indexed } = recomputing
  const common = {
    definitions,
    logs: await loadLogs(recomputing),
    completeFrom: new Map(Object.entries(completeFrom)),
  }
  await loadQuestions(recomputing)
  await prepareBatchPlan(connection, common)
  for (const table of tables) await readBatch(connection, { ...common, ...table })
  const batch = await readReadings(recomputing)
  await recomputeIndexed(connection, { ...common, readings: tables }, indexed)
  return { 'batch plan': batch, 'indexed evaluator': await readReadings(recomputing) }
}

async function readBatch(connection: DuckDBConnection, reading: BatchReading): Promise<void> {
  await connection.run(`DROP TABLE IF EXISTS ${reading.into}`)
  await readBatchPlan(connection, reading)
}

async function loadLogs({ definitions, history, connection }: Recomputing): Promise<Map<string, string>> {
  const logs = new Map<string, string>()
  for (const source of definitions.sources.values()) {
    const relation = `"agreement_log_${source.name}"`
    await loadLog(connection, relation, definitions, source, history.events.get(source.name) ?? [])
    logs.set(source.name, relation)
  }
  return logs
}

async function loadQuestions({ definitions, asked, connection }: Recomputing): Promise<void> {
  const point = ({ row, key }: AskedPoint, k: Instant | null): TestPoint => {
    const byPart = Object.fromEntries(definitions.entity.map((part, i) => [part.name, key[i] ?? null]))
    return { key: byPart, asOf: row.asOf, k, offsets: k === null ? (row.applied ?? {}) : null }
  }
  const [read, trained] = tables
  await loadPoints(connection, read.points, definitions, [
    ...asked.map(each => point(each, each.row.asOf)),
    ...asked.map(each => point(each, null)),
  ])
  const asTrained = asked.map(each => point(each, each.trainedAt))
  await loadPoints(connection, trained.points, definitions, asTrained)
}

async function readReadings({ definitions, asked, connection }: Recomputing): Promise<ReadingAnswers> {
  const [read, trained] = tables
  const asRead = await readAll(connection, read.into, definitions, 2 * asked.length)
  return {
    'as-known': asRead,
    'as-trained': await readAll(connection, trained.into, definitions, asked.length),
    'as-applied': (row, feature) => asRead(asked.length + row, feature),
  }
}

/** @throws Error where the table does not answer each point once, in order */
async function readAll(
  connection: DuckDBConnection,
  table: string,
  definitions: Definitions,
  points: number,
): Promise<Lookup> {
  const cells = new Map<string, Recomputed[]>()
  let seen = 0
  for await (const chunk of readAnswers(connection, table, definitions)) {
    for (const probe of chunk.probes) {
      if (probe !== BigInt(seen++))
        throw new Error(`${table} answers point ${probe} in the place of ${seen - 1}`)
    }
    for (const [feature, part] of chunk.cells) cells.set(feature, [...(cells.get(feature) ?? []), ...part])
  }
  if (seen !== points) throw new Error(`${table} answers ${seen} of ${points} points`)
  return (row, feature) => cells.get(feature)?.[row] as Recomputed
}
