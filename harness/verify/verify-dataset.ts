import { join } from 'node:path'
import type { Target } from '../../features/target.ts'
import type { Result } from '../../reports/result.ts'
import type { DatasetScenario } from '../../scenarios/dataset-scenario.ts'
import { type Audited, type AuditOptions, auditStaged, type ReplayDemands } from '../audit/audit-staged.ts'
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
  extends Omit<AuditOptions, 'mismatchesPath' | 'provenance' | 'demands' | 'onRow' | 'onPart' | 'memory'> {
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
  const { scenario, now } = options
  const started = now()
  const { result } = await replayDataset(options, {
    folder: scenario.name,
    mismatchesPath: join(options.dir, 'mismatches.parquet'),
    demands: demandsOf(scenario),
  })
  return {
    ...result,
    provenance: {
      ...result.provenance,
      durations: { ...result.provenance.durations, total: now() - started },
    },
  }
}

export function demandsOf({ name, mustHappen }: DatasetScenario): ReplayDemands {
  return { scenario: name, ...mustHappen }
}

/** What is made of a replay: the name of its History's folder, and how it is audited. */
export interface ReplayOutput extends Pick<AuditOptions, 'mismatchesPath' | 'demands' | 'onPart'> {
  readonly folder: string
}

/** Replays a dataset, or a shard of it, and audits its History. */
export async function replayDataset(options: DatasetOptions, output: ReplayOutput): Promise<Audited> {
  const { scenario, onProgress } = options
  const database = await openDatabase({
    settings: { memory_limit: memoryShares(options.memory).duckdb },
    signal: options.signal,
  })
  try {
    onProgress(`reading ${scenario.data.package}/${scenario.data.path}`)
    const dataset = await stageDataset(scenario, database, options.shard)
    const staged = await replay(options, dataset, database)
    onProgress('writing the History')
    await writeStaged(staged, join(options.dir, output.folder))
    return await auditStaged(staged, {
      ...options,
      ...output,
      memory: memoryShares(options.memory).rows,
      provenance: { versions: options.versions, options: { memory: options.memory } },
    })
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
