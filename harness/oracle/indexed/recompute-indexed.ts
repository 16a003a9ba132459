import { availableParallelism } from 'node:os'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Source } from '../../../features/definitions.ts'
import { duckdb } from '../../../features/dialects/duckdb.ts'
import { answerSource, type ReadySource, readySource } from './answer-source.ts'
import type { AnswerBlock } from './core/answer-block.ts'
import { appendBlocks, createRawTable } from './duckdb/append-blocks.ts'
import { type DecodedSource, decodedColumns, decodedJoins } from './duckdb/decode-sql.ts'
import { findLogRelation } from './duckdb/log-relation.ts'
import { type NumberedPoints, numberPoints } from './duckdb/number-points.ts'
import { sourceNeeds } from './duckdb/source-needs.ts'
import type { IndexedOptions, IndexedRun } from './indexed-run.ts'
import { type Answerers, inlineAnswerers, WorkerPool } from './workers/worker-pool.ts'

const defaultMemory = 2 * 2 ** 30

/** Below so many records and points, workers take longer to start than they save. */
const inlineBelow = 100_000

/**
 * Answers readings of all stored features of a document at all points; semantics §§ 2–5 and 7. Makes each reading's
 * table `into`. Nothing else may use the connection meanwhile.
 */
export async function recomputeIndexed(
  connection: DuckDBConnection,
  run: IndexedRun,
  options: IndexedOptions = {},
): Promise<void> {
  const prefix = options.prefix ?? 'indexed'
  const raw = (source: Source) => `${prefix}__${source.name}__raw`
  const made = new Set<string>()
  const decoded: DecodedSource[] = []
  const points = await answerIndexed(connection, run, options, async (ready, blocks) => {
    const { source } = ready.source.work.needs
    const table = raw(source)
    if (!made.has(table)) {
      await createRawTable(connection, table, ready.plan)
      decoded.push({ source: ready.source, plan: ready.plan, alias: `r${made.size}` })
      made.add(table)
    }
    await appendBlocks(connection, table, ready.plan, blocks)
  })
  for (const [r, { into }] of run.readings.entries()) {
    const tables = decoded.map(each => raw(each.source.work.needs.source))
    await connection.run(
      `CREATE OR REPLACE TABLE ${into} AS ${decodedSql(run, decoded, tables, points[r] as NumberedPoints, r)}`,
    )
  }
  await dropTables(connection, prefix)
}

/**
 * The same, handing on the answers as blocks instead of making tables: several times for each source, in no order.
 * Returns the points of each reading as they were numbered.
 */
export async function answerIndexed(
  connection: DuckDBConnection,
  run: IndexedRun,
  options: IndexedOptions,
  take: (source: ReadySource, blocks: readonly AnswerBlock[]) => Promise<void> | void,
): Promise<readonly NumberedPoints[]> {
  const prefix = options.prefix ?? 'indexed'
  const sources = [...run.definitions.sources.values()].filter(source =>
    [...run.definitions.features.values()].some(each => each.kind === 'stored' && each.source === source),
  )
  const points: NumberedPoints[] = []
  for (const [r, reading] of run.readings.entries()) {
    const table = duckdb.identifier(`${prefix}__points${r}`)
    points.push(await numberPoints(connection, reading.points, table, sources.length === 1))
  }
  const asked = points.reduce((sum, { count }) => sum + count, 0)
  let answerers: Answerers | null = options.answerers ?? null
  let answered = 0
  const onBlock = (block: AnswerBlock) => {
    options.signal?.throwIfAborted()
    answered += block.points
    options.onProgress?.(Math.floor(answered / sources.length))
  }
  try {
    for (const source of sources) {
      const ready = await readySource(
        {
          connection,
          needs: sourceNeeds(run.definitions, source),
          log: await findLogRelation(connection, run.logs.get(source.name) ?? source.name),
          points: points.map(({ relation }) => relation),
          applied: points.some(({ applied }) => applied),
          arrivalsRaised: options.arrivalsRaised ?? false,
          table: name => duckdb.identifier(`${prefix}__${source.name}__${name}`),
        },
        run.readings,
        run.completeFrom?.get(source.name) ?? null,
      )
      const few = Number(ready.source.records) + asked < inlineBelow
      if (answerers === null && !few) answerers = new WorkerPool(options.threads ?? availableParallelism())
      const budget = { points: asked, memory: options.memory ?? defaultMemory }
      const takeAll = (blocks: readonly AnswerBlock[]) => take(ready, blocks)
      await answerSource(ready, answerers ?? inlineAnswerers(), budget, takeAll, onBlock)
    }
  } finally {
    if (options.answerers === undefined) await answerers?.close()
  }
  return points
}

/** The answers of one reading in the columns of the batch plan. */
function decodedSql(
  run: IndexedRun,
  decoded: readonly DecodedSource[],
  tables: readonly string[],
  points: NumberedPoints,
  reading: number,
): string {
  const columns = new Map(decoded.flatMap(each => [...decodedColumns(each)]))
  const inOrder = [...run.definitions.features.values()].flatMap(feature =>
    feature.kind === 'stored' ? (columns.get(feature) ?? []) : [],
  )
  const [first] = decoded
  const joins = decoded.flatMap(decodedJoins).join('\n')
  if (points.own && first !== undefined) {
    return `SELECT CAST(${first.alias}.point AS BIGINT) AS __probe, ${inOrder.join(',\n')}
FROM ${duckdb.identifier(tables[0] as string)} ${first.alias} ${joins} WHERE ${first.alias}.reading = ${reading}`
  }
  const raws = decoded.map(
    ({ alias }, i) =>
      `LEFT JOIN ${duckdb.identifier(tables[i] as string)} ${alias} ON ${alias}.point = p.__number AND ${alias}.reading = ${reading}`,
  )
  return `SELECT ${['p.__probe', ...inOrder].join(',\n')} FROM ${points.relation} p ${raws.join('\n')} ${joins}`
}

/** Drops the temporary tables of a run. */
async function dropTables(connection: DuckDBConnection, prefix: string): Promise<void> {
  const begins = duckdb.literal(`${prefix}__`, 'string')
  const query = `SELECT table_name FROM duckdb_tables() WHERE temporary AND starts_with(table_name, ${begins})`
  const names = (await connection.runAndReadAll(query)).getRows().map(([name]) => String(name))
  for (const name of names) await connection.run(`DROP TABLE ${duckdb.identifier(name)}`)
}
