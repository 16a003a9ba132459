import { join } from 'node:path'
import type { Target } from '../../features/target.ts'
import type { Result } from '../../reports/result.ts'
import type { DatasetScenario } from '../../scenarios/dataset-scenario.ts'
import { type AuditOptions, auditStaged } from '../audit/audit-staged.ts'
import { memoryShares } from '../audit/memory-shares.ts'
import { assembleStaged } from '../history/assemble-staged.ts'
import { emptyPage } from '../history/history-page.ts'
import { documentId } from '../history/log-views.ts'
import { type Database, openDatabase } from '../history/open-database.ts'
import { openServed } from '../history/served-appender.ts'
import type { StagedHistory, StagedTable } from '../history/staged-history.ts'
import { writeStaged } from '../history/write-staged.ts'
import { driveDataset } from './drive-dataset.ts'
import type { OpenStore } from './load-store.ts'
import { type DatasetShard, type StagedDataset, stageDataset } from './stage-dataset.ts'

export interface DatasetOptions
  extends Omit<AuditOptions, 'mismatchesPath' | 'provenance' | 'demands' | 'onRow' | 'memory'> {
  readonly scenario: DatasetScenario
  readonly open: OpenStore
  /** Folder that takes the History; it exists and is empty. */
  readonly dir: string
  readonly versions: Readonly<Record<string, string>>
  /** Bytes for DuckDB and for recomputing. */
  readonly memory: number
  /** Which of its keys; absent: all of them. */
  readonly shard?: DatasetShard
  /** A store that does not answer a call within so many ms has failed. */
  readonly callTimeoutMs: number
}

/**
 * Replays a dataset through a store, keeps the History, and audits it as anybody's.
 * @throws PlumblineError what the store or the signal throws
 */
export async function verifyDataset(options: DatasetOptions): Promise<Result> {
  const { scenario, onProgress, now } = options
  const started = now()
  const database = await openDatabase({
    settings: { memory_limit: memoryShares(options.memory).duckdb },
    signal: options.signal,
  })
  try {
    onProgress(`reading ${scenario.data.package}/${scenario.data.path}`)
    const dataset = await stageDataset(scenario, database, options.shard)
    const staged = await replay(options, dataset, database)
    onProgress('writing the History')
    const dir = join(options.dir, scenario.name)
    await writeStaged(staged, dir)
    const { result } = await auditStaged(staged, {
      ...options,
      memory: memoryShares(options.memory).rows,
      mismatchesPath: join(options.dir, 'mismatches.parquet'),
      demands: { scenario: scenario.name, ...scenario.mustHappen },
      provenance: { versions: options.versions, options: { memory: options.memory } },
    })
    return {
      ...result,
      provenance: {
        ...result.provenance,
        durations: { ...result.provenance.durations, total: now() - started },
      },
    }
  } finally {
    database.close()
  }
}

/** Drives the store and stages what it served, row by row; when it returns, the store is not held in memory. */
async function replay(
  options: DatasetOptions,
  dataset: StagedDataset,
  database: Database,
): Promise<StagedHistory> {
  const store = await options.open()
  const target: Target = { kind: 'document', definitions: options.scenario.definitions }
  const served = await openServed(database.connection, 'history', target)
  await driveDataset({ ...options, dataset, store, database, onServed: served.add })
  return stagedAnswers(options, dataset, served.finish(), store.capabilities, database)
}

function stagedAnswers(
  { scenario }: DatasetOptions,
  dataset: StagedDataset,
  table: StagedTable,
  { name, stack }: { readonly name: string; readonly stack: string },
  { connection, connect }: Database,
): StagedHistory {
  const { definitions } = scenario
  return assembleStaged({
    connection,
    connect,
    page: { ...emptyPage, scenario: scenario.name, store: { name, stack } },
    targets: [table.target],
    tables: [table],
    logs: [
      {
        log: dataset.log,
        documents: new Set([documentId(definitions)]),
        keyParts: definitions.entity.map(part => part.name),
      },
    ],
    notes: [],
    sample: null,
    close: async () => {},
  })
}
