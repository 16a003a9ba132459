import { join } from 'node:path'
import { datasets } from '../../scenarios/suite.ts'
import { partSum } from '../diff/part-sum.ts'
import type { DriftAsked } from '../drift/drift-asked.ts'
import { mismatchesKept } from '../verdict/build-result.ts'
import type { RunFacts } from '../verdict/run-facts.ts'
import { loadStore } from '../verify/load-store.ts'
import type { DatasetShard } from '../verify/stage-dataset.ts'
import { replayDataset } from '../verify/verify-dataset.ts'
import type { ShardReport } from '../verify/verify-shards.ts'
import { type PlainError, packError } from './plain-error.ts'

/** What a process that replays one shard of a dataset is started with. */
export interface ShardSetting {
  /** Names and paths; every process loads scenario and store for itself, since functions do not go from one to another. */
  readonly scenario: string
  readonly store: string
  readonly shard: DatasetShard
  readonly dir: string
  readonly folder: string
  readonly budgets: RunFacts['budgets']
  readonly versions: Readonly<Record<string, string>>
  readonly drift: DriftAsked | null
  readonly callTimeoutMs: number
  readonly recheckRows: number
  /** Bytes for DuckDB and for recomputing. */
  readonly memory: number
}

export type ShardQuestion =
  | { readonly kind: 'begin'; readonly setting: ShardSetting }
  | { readonly kind: 'stop' }

export type ShardAnswer =
  | { readonly kind: 'progress'; readonly line: string }
  | { readonly kind: 'done'; readonly report: ShardReport }
  | { readonly kind: 'failed'; readonly error: PlainError }

const stopped = new AbortController()

async function run(setting: ShardSetting): Promise<ShardReport> {
  const scenario = datasets.find(({ name }) => name === setting.scenario)
  if (scenario === undefined) throw new Error(`there is no dataset ${setting.scenario}`)
  const { open } = await loadStore(setting.store)
  const sum = partSum(mismatchesKept)
  const audited = await replayDataset(
    {
      ...setting,
      scenario,
      open,
      // Shards run side by side, so each takes one core.
      threads: 1,
      onProgress: line => process.send?.({ kind: 'progress', line } satisfies ShardAnswer),
      signal: stopped.signal,
      now: () => performance.now(),
    },
    {
      folder: setting.folder,
      mismatchesPath: join(setting.dir, setting.folder, 'mismatches.parquet'),
      onPart: sum.add,
    },
  )
  return { ...audited, part: sum.part() }
}

async function answerTo(setting: ShardSetting): Promise<ShardAnswer> {
  try {
    return { kind: 'done', report: await run(setting) }
  } catch (error) {
    return { kind: 'failed', error: packError(error) }
  }
}

// Ctrl-C goes to every process of a terminal; what becomes of this one its parent says.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('message', (question: ShardQuestion) => {
  if (question.kind === 'stop') stopped.abort(new Error('stopped'))
  else answerTo(question.setting).then(answer => process.send?.(answer))
})
