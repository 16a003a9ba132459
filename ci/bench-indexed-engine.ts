import { rmSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { prepareBatchPlan, readBatchPlan } from '../harness/oracle/batch/run-batch-plan.ts'
import { answerIndexed, recomputeIndexed } from '../harness/oracle/indexed/recompute-indexed.ts'
import { WorkerPool } from '../harness/oracle/indexed/workers/worker-pool.ts'
import { type DataFiles, readings, workload } from './bench-indexed-data.ts'
import { bothReadingsSql, floorSql, relationsSql, ringsSql } from './bench-indexed-sql.ts'

/** One way to answer the workload, timed in a process of its own so that its memory is its own. */
interface Engine {
  /** Answers everything once: what is timed. */
  run(): Promise<void>
  /** Answers once more and writes a file that can be compared. */
  write(file: string): Promise<void>
  close(): Promise<void>
}

export const engineNames = ['floor', 'rings', 'batch-plan', 'indexed', 'indexed-tables'] as const

export type EngineName = (typeof engineNames)[number]

/** What the parent asks, and what it is told. */
export type EngineTask = { readonly do: 'run' } | { readonly do: 'write'; readonly file: string }
export type EngineReply = { readonly ms: number; readonly peakBytes: number } | { readonly error: string }

type MakeEngine = (connection: DuckDBConnection, files: DataFiles, threads: number) => Engine

const run = {
  definitions: workload(),
  logs: new Map([['payments', 'log']]),
  readings: readings.map(reading => ({
    points: `points_${reading}`,
    into: `answers_${reading}`,
    trained: reading === 'trained',
  })),
}

/** DuckDB alone, by statements; the last makes the answers. */
function statements(connection: DuckDBConnection, sql: readonly string[], answers: string | null): Engine {
  return {
    run: async () => {
      for (const each of sql) await connection.run(each)
    },
    write: async file => {
      if (answers !== null) await connection.run(`COPY (${answers}) TO '${file}' (FORMAT parquet)`)
    },
    close: async () => {},
  }
}

/** The indexed evaluator, with its answers left in memory as columns, or brought to tables of DuckDB. */
function indexed(connection: DuckDBConnection, threads: number, tables: boolean): Engine {
  const answerers = new WorkerPool(threads)
  const options = { answerers, arrivalsRaised: true }
  const makeTables = () => recomputeIndexed(connection, run, options)
  return {
    run: async () => {
      if (tables) await makeTables()
      else await answerIndexed(connection, run, options, () => {})
    },
    write: async file => {
      await makeTables()
      await connection.run(`COPY (${bothReadingsSql()}) TO '${file}' (FORMAT parquet)`)
    },
    close: () => answerers.close(),
  }
}

const engines: Readonly<Record<EngineName, MakeEngine>> = {
  floor: (connection, files) => statements(connection, floorSql(files), null),
  rings: (connection, files) => {
    const table = `CREATE OR REPLACE TABLE rings AS ${ringsSql(files)}`
    return statements(connection, [table], 'SELECT * FROM rings')
  },
  'batch-plan': connection => ({
    ...statements(connection, [], bothReadingsSql()),
    run: async () => {
      await prepareBatchPlan(connection, run)
      for (const reading of run.readings) await readBatchPlan(connection, { ...run, ...reading })
    },
  }),
  indexed: (connection, _, threads) => indexed(connection, threads, false),
  'indexed-tables': (connection, _, threads) => indexed(connection, threads, true),
}

async function serve(name: EngineName, files: DataFiles, threads: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) })
  const connection = await instance.connect()
  for (const sql of relationsSql(files)) await connection.run(sql)
  const engine = engines[name](connection, files, threads)
  const answer = async (task: EngineTask): Promise<EngineReply> => {
    try {
      const began = performance.now()
      if (task.do === 'run') await engine.run()
      else {
        rmSync(task.file, { force: true })
        await engine.write(task.file)
      }
      return { ms: performance.now() - began, peakBytes: process.resourceUsage().maxRSS * 1024 }
    } catch (error) {
      return { error: `${name}: ${error instanceof Error ? error.message : String(error)}` }
    }
  }
  process.on('message', (task: EngineTask) => {
    answer(task).then(reply => process.send?.(reply))
  })
  process.on('disconnect', () => {
    engine.close().then(() => process.exit(0))
  })
}

const [name, events, probes, threads] = process.argv.slice(2)
if (process.send !== undefined && events !== undefined && probes !== undefined) {
  await serve(name as EngineName, { events, probes }, Number(threads))
}
