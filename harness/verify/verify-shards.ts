import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../reports/result.ts'
import type { DatasetScenario } from '../../scenarios/dataset-scenario.ts'
import { type Audited, missedOf } from '../audit/audit-staged.ts'
import { mergeFacts } from '../audit/merge-facts.ts'
import { diagnoseCells } from '../diagnose/diagnose-cells.ts'
import { parts } from '../diff/mismatch.ts'
import { createTally } from '../diff/tally.ts'
import type { TallyPart } from '../diff/tally-part.ts'
import { openDatabase } from '../history/open-database.ts'
import { quoteText } from '../history/sql-text.ts'
import { buildResult, mismatchesKept } from '../verdict/build-result.ts'
import type { RunFacts } from '../verdict/run-facts.ts'
import type { DatasetShard } from './stage-dataset.ts'
import { demandsOf } from './verify-dataset.ts'

/** What a shard's replay and audit came to, as plain data that another process can send. */
export interface ShardReport extends Audited {
  /** All its rows as one; null where it has none. */
  readonly part: TallyPart | null
}

export interface ShardsOptions {
  readonly scenario: DatasetScenario
  readonly shards: number
  /** Folder that takes the Histories, one a shard. */
  readonly dir: string
  readonly budgets: RunFacts['budgets']
  readonly canary: RunFacts['canary']
  /** Does one shard: its History, `result.json` and `mismatches.parquet` go to `folder` in `dir`. */
  readonly runShard: (shard: DatasetShard, folder: string) => Promise<ShardReport>
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
  /** The machine's clock, ms. */
  readonly now: () => number
}

/**
 * Replays a dataset in shards by key, side by side, each through a store of its own, and sums their audits up. What is
 * counted does not depend on the number of shards, nor on which of them ends first.
 * @throws PlumblineError what a shard or the signal throws
 */
export async function verifyShards(options: ShardsOptions): Promise<Result> {
  const { scenario, shards, dir, budgets, now } = options
  const started = now()
  const names = Array.from({ length: shards }, (_, i) => `${scenario.name}-${i + 1}`)
  const settled = await Promise.allSettled(
    names.map((name, index) => options.runShard({ index, of: shards }, name)),
  )
  const reports = settled.map(each => {
    if (each.status === 'rejected') throw each.reason
    return each.value
  })
  const tally = createTally({ mismatchesKept, freshnessSlo: budgets.freshnessSlo, sink: () => {} })
  for (const { part } of reports) if (part !== null) tally.merge(part)
  const counted = tally.result()
  const merged = mergeFacts(reports.map(({ facts }, i) => ({ name: names[i] as string, facts })))
  const first = reports[0] as ShardReport
  const facts: RunFacts = {
    ...merged,
    mustHappen: missedOf(counted, demandsOf(scenario)),
    canary: options.canary,
    diagnosis: diagnoseCells(reports.flatMap(({ cells }) => cells)),
    provenance: {
      ...merged.provenance,
      options: { ...first.facts.provenance.options, shards },
      durations: { total: now() - started },
    },
  }
  options.onProgress('putting mismatches.parquet together')
  await joinMismatches(dir, names, options.signal)
  for (const [i, { result }] of reports.entries()) {
    await writeFile(join(dir, names[i] as string, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
  }
  return buildResult(counted, facts)
}

/** One table of all mismatches, the gravest parts first, in the place of those of the shards. */
async function joinMismatches(dir: string, names: readonly string[], signal: AbortSignal): Promise<void> {
  const files = names.map(name => join(dir, name, 'mismatches.parquet'))
  const path = join(dir, 'mismatches.parquet')
  const read = `read_parquet([${files.map(quoteText).join(', ')}])`
  const all = parts.map(part => `SELECT * FROM ${read} WHERE part = ${quoteText(part)}`).join(' UNION ALL ')
  const database = await openDatabase({ settings: { memory_limit: '500MB' }, signal })
  try {
    await database.connection.run(`COPY (${all}) TO ${quoteText(`${path}.partial`)} (FORMAT parquet)`)
  } finally {
    database.close()
  }
  await rename(`${path}.partial`, path)
  for (const file of files) await rm(file)
}
