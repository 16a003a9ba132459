import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryCase } from '../../generators/arbitraries/arbitrary-case.ts'
import { storedFeatures } from '../../generators/boundaries.ts'
import type { RandomCase } from '../../generators/random-case.ts'
import { WorkerPool } from '../../harness/oracle/indexed/workers/worker-pool.ts'
import { agreeOnCase, type Disagreement } from './agree-on-case.ts'
import { PairCounts } from './pair-counts.ts'

/** Cases of all shards together; more with PLUMBLINE_AGREEMENT_CASES. */
const cases = Number(process.env.PLUMBLINE_AGREEMENT_CASES ?? 2_000)

/** Other cases with PLUMBLINE_AGREEMENT_SEED. */
const seed = Number(process.env.PLUMBLINE_AGREEMENT_SEED ?? 20_260_301)

/** One case in so many is answered by worker threads, and one in so many in several passes over its log. */
const workersEvery = 8
const passesEvery = 3

/** One case in so many also has the store train, which opens a DuckDB of its own. */
const trainEvery = 20

/** One case in so many has logs that do not reach back to the start of time. */
const cutOffEvery = 4

const nonEmptyShareMin = 0.4
const pairCountMin = 50

/** The part of the agreement suite that runs in one test file; shards run side by side. */
export function agreementSuite(shard: number, shards: number): void {
  const runs = Math.ceil(cases / shards)
  const timeout = 60_000 + runs * 2_000

  test(`specification, batch plan, indexed evaluator and reference store agree on ${runs} random cases (shard ${shard} of ${shards})`, {
    timeout,
  }, async () => {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
    const connection = await instance.connect()
    const workers = new WorkerPool(2, 4)
    const pairs = new PairCounts()
    const totals = { cases: 0, compared: 0, nonEmpty: 0 }
    const property = fc.asyncProperty(arbitraryCase(), fc.nat(), async (drawn, interleaving) => {
      for (const feature of storedFeatures(drawn.definitions)) pairs.add(feature)
      totals.cases++
      const train = interleaving % trainEvery === 0
      const completeFrom = interleaving % cutOffEvery === 1 ? cutOff(drawn, interleaving) : {}
      const indexed = {
        ...(interleaving % workersEvery === 2 ? { answerers: workers } : {}),
        ...(interleaving % passesEvery === 0 ? { memory: 1 } : {}),
      }
      const report = await agreeOnCase(drawn, interleaving, connection, { train, completeFrom, indexed })
      totals.compared += report.compared
      totals.nonEmpty += report.nonEmpty
      if (report.disagreements.length > 0)
        throw new Error(report.disagreements.slice(0, 3).map(describe).join('\n'))
    })
    await fc.assert(property, { numRuns: runs, seed: seed + shard, endOnFailure: false })
    await workers.close()
    instance.closeSync()
    const rarest = pairs.all()
    console.log(
      `agreement, shard ${shard}: ${totals.cases} cases, ${totals.compared} cells compared, ${totals.nonEmpty} with facts in the window; ` +
        `${rarest.length} pairs, the rarest: ${rarest
          .slice(0, 3)
          .map(({ pair, count }) => `${pair} ${count} times`)
          .join(', ')}`,
    )
    expect(
      totals.nonEmpty / totals.compared,
      'share of cells with facts in the window',
    ).toBeGreaterThanOrEqual(nonEmptyShareMin)
    // A shard of a longer suite holds the bound by itself; a short one run by hand need not.
    if (runs >= 500) expect(rarest.filter(({ count }) => count < pairCountMin)).toEqual([])
  })
}

/** Somewhere in the log of each source: its facts before that are what the log may lack. */
function cutOff({ records }: RandomCase, chance: number): Record<string, number> {
  const entries = [...records].flatMap(([source, log]) => {
    const at = log[chance % Math.max(1, log.length)]?.eventTime ?? null
    return at === null ? [] : [[source, at] as const]
  })
  return Object.fromEntries(entries)
}

function describe({
  between,
  reading,
  document,
  feature,
  key,
  asOf,
  specification,
  other,
}: Disagreement): string {
  const text = (value: unknown) =>
    JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}n` : each))
  const where = `${document}.${feature.name} (${feature.aggregate.kind}) of ${text(key)} at ${asOf}, ${reading}`
  return `specification and ${between} differ: ${where}: ${text(specification)} against ${text(other)}`
}
