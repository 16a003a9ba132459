import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { memoryShares } from '../harness/audit/memory-shares.ts'
import { prepareBatchPlan, readBatchPlan } from '../harness/oracle/batch/run-batch-plan.ts'
import { answerIndexed, recomputeIndexed } from '../harness/oracle/indexed/recompute-indexed.ts'
import { WorkerPool } from '../harness/oracle/indexed/workers/worker-pool.ts'
import { type DataFiles, readings, workload } from './bench-recompute-data.ts'
import type { EngineReply, EngineSetting, EngineTask } from './bench-recompute-process.ts'
import { bothReadingsSql, floorSql, joinSql, relationsSql, ringsSql } from './bench-recompute-sql.ts'

/** One way to answer the workload. */
interface Engine {
  /** Answers everything once: what is timed. */
  run(): Promise<void>
  /** Answers once more and writes a file that can be compared. */
  write(file: string): Promise<void>
  close(): Promise<void>
}

type MakeEngine = (connection: DuckDBConnection, setting: EngineSetting) => Engine

const run = {
  definitions: workload(),
  logs: new Map([['payments', 'log']]),
  readings: readings.map(reading => ({
    points: `points_${reading}`,
    into: `answers_${reading}`,
    trained: reading === 'trained',
  })),
}

/** DuckDB alone, by statements; `answers` is the query of what they made. */
function statements(connection: DuckDBConnection, sql: readonly string[], answers: string | null): Engine {
  const runAll = async () => {
    for (const each of sql) await connection.run(each)
  }
  return {
    run: runAll,
    write: async file => {
      if (answers === null) return
      await runAll()
      await connection.run(copyTo(answers, file))
    },
    close: async () => {},
  }
}

function copyTo(query: string, file: string): string {
  return `COPY (${query}) TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`
}

/** The indexed evaluator, with its answers left in memory as columns, or brought to tables of DuckDB. */
function indexed(connection: DuckDBConnection, { threads, memory }: EngineSetting, tables: boolean): Engine {
  const answerers = new WorkerPool(threads)
  const options = { answerers, arrivalsRaised: true, memory: memoryShares(memory).rows }
  const makeTables = () => recomputeIndexed(connection, run, options)
  return {
    run: async () => {
      if (tables) await makeTables()
      else await answerIndexed(connection, run, options, () => {})
    },
    write: async file => {
      await makeTables()
      await connection.run(copyTo(bothReadingsSql(), file))
    },
    close: () => answerers.close(),
  }
}

function batchPlan(connection: DuckDBConnection): Engine {
  const runBoth = async () => {
    await prepareBatchPlan(connection, run)
    for (const reading of run.readings) await readBatchPlan(connection, { ...run, ...reading })
  }
  return {
    run: runBoth,
    write: async file => {
      await runBoth()
      await connection.run(copyTo(bothReadingsSql(), file))
    },
    close: async () => {},
  }
}

const engines: Readonly<Record<string, MakeEngine>> = {
  floor: (connection, { files }) => statements(connection, floorSql(files), null),
  join: (connection, { files }) => {
    const tables = readings.map(
      reading => `CREATE OR REPLACE TABLE join_${reading} AS ${joinSql(files, reading)}`,
    )
    return statements(connection, tables, 'SELECT * FROM join_known JOIN join_trained USING (probe)')
  },
  rings: (connection, { files }) => {
    const table = `CREATE OR REPLACE TABLE rings AS ${ringsSql(files)}`
    return statements(connection, [table], 'SELECT * FROM rings')
  },
  'batch-plan': batchPlan,
  indexed: (connection, setting) => indexed(connection, setting, false),
  'indexed-tables': (connection, setting) => indexed(connection, setting, true),
}

/** Answers tasks, one a line on stdin, until stdin ends. */
async function serve(name: string, files: DataFiles, threads: number, memory: number): Promise<void> {
  const make = engines[name]
  if (make === undefined) throw new Error(`there is no engine ${name}`)
  const settings = {
    threads: String(threads),
    memory_limit: memoryShares(memory).duckdb,
    temp_directory: join(dirname(files.events), `spill-${name}`),
  }
  const connection = await (await DuckDBInstance.create(':memory:', settings)).connect()
  for (const sql of relationsSql(files)) await connection.run(sql)
  const engine = make(connection, { files, threads, memory })
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await answer(engine, JSON.parse(line) as EngineTask)
    process.stdout.write(`${JSON.stringify(reply)}\n`)
  }
  await engine.close()
}

async function answer(engine: Engine, task: EngineTask): Promise<EngineReply> {
  try {
    const began = performance.now()
    if (task.do === 'run') await engine.run()
    else {
      rmSync(task.file, { force: true })
      await engine.write(task.file)
    }
    return { ms: performance.now() - began, peakBytes: process.resourceUsage().maxRSS * 1024 }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

const [name, events, probes, threads, memory] = process.argv.slice(2)
if (name !== undefined && events !== undefined && probes !== undefined) {
  await serve(name, { events, probes }, Number(threads), Number(memory))
}
