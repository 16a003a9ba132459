import { availableParallelism } from 'node:os'
import type { Result } from '../../reports/result.ts'
import type { DatasetScenario } from '../../scenarios/dataset-scenario.ts'
import { loadStore } from '../verify/load-store.ts'
import type { DatasetShard } from '../verify/stage-dataset.ts'
import { type DatasetOptions, verifyDataset } from '../verify/verify-dataset.ts'
import { type ShardReport, verifyShards } from '../verify/verify-shards.ts'
import { runShardProcess } from './dataset-child.ts'

export interface DataRun
  extends Pick<
    Required<DatasetOptions>,
    'budgets' | 'versions' | 'drift' | 'canary' | 'callTimeoutMs' | 'onProgress' | 'signal' | 'now' | 'dir'
  > {
  readonly scenario: DatasetScenario
  /** Path of the store's module. */
  readonly store: string
  /** Processes side by side; null: every core for a store that says that it is isolated, else 1. */
  readonly workers: number | null
  /** Bytes, all processes together. */
  readonly memory: number
}

/** Rows that the specification evaluator looks at again, in all. */
const recheckRows = 50

/** Replays a dataset, by its keys in as many processes as the store allows. */
export async function verifyData(run: DataRun): Promise<Result> {
  const { open, capabilities } = await loadStore(run.store)
  const shards = run.workers ?? (capabilities.isolated === true ? availableParallelism() : 1)
  if (shards === 1) return verifyDataset({ ...run, open, recheckRows })
  const failed = new AbortController()
  const signal = AbortSignal.any([run.signal, failed.signal])
  return verifyShards({
    ...run,
    shards,
    runShard: async (shard, folder) => {
      try {
        return await runShard(run, shard, folder, signal)
      } catch (error) {
        // The others would come to nothing.
        failed.abort(error)
        throw error
      }
    },
  })
}

function runShard(
  run: DataRun,
  shard: DatasetShard,
  folder: string,
  signal: AbortSignal,
): Promise<ShardReport> {
  const { scenario, store, dir, budgets, versions, drift, callTimeoutMs } = run
  const setting = {
    scenario: scenario.name,
    store,
    shard,
    dir,
    folder,
    budgets,
    versions,
    drift,
    callTimeoutMs,
    recheckRows: Math.ceil(recheckRows / shard.of),
    memory: Math.floor(run.memory / shard.of),
  }
  return runShardProcess(setting, line => run.onProgress(`${folder} of ${shard.of}: ${line}`), signal)
}
