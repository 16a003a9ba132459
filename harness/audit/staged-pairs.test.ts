import { describe, expect, test } from 'vitest'
import type { Scenario } from '../../scenarios/scenario.ts'
import { suite } from '../../scenarios/suite.ts'
import type { ColumnPairs } from '../drift/pairs/column-pairs.ts'
import { createPairSums } from '../drift/pairs/pair-sums.ts'
import { runPairs } from '../drift/pairs/run-pairs.ts'
import type { ClusterHits } from '../drift/statistics/mismatch-rate.ts'
import type { FlipTotal } from '../drift/statistics/sign-flip.ts'
import { drive } from '../drive/drive.ts'
import { stageMemory } from '../history/stage-memory.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import { judgeHistory } from './judge-history.ts'
import { openStagedPairs } from './staged-pairs.ts'

const broken = (name: string) =>
  new URL(`../../reference-store/broken/${name}.fixture.ts`, import.meta.url).pathname

async function judged(name: string, store: string, seed: number) {
  const { open } = await loadStore(store)
  const scenario = suite.find(each => each.name === name) as Scenario
  const { history } = await drive(scenario, seed, await open())
  return { history, rows: judgeHistory(history).rows }
}

/** Counts in one order, entities without a total left out as both ways do. */
function inOrder(pairs: readonly ColumnPairs[]) {
  const sums = createPairSums()
  sums.add(pairs)
  const byTotal = (totals: readonly FlipTotal[]) => totals.toSorted((a, b) => a.total - b.total)
  const byHits = (hits: readonly ClusterHits[]) =>
    hits.toSorted((a, b) => a.hits - b.hits || a.trials - b.trials)
  return sums.all().map(({ counts, ...of }) => ({
    ...of,
    ...counts,
    hits: byHits(counts.hits),
    direction: byTotal(counts.direction),
    ranks: byTotal(counts.ranks),
    nulls: { ...counts.nulls, totals: byTotal(counts.nulls.totals) },
    found: counts.found === null ? null : { ...counts.found, totals: byTotal(counts.found.totals) },
  }))
}

describe('pairs counted in DuckDB are those counted in memory', () => {
  const cases: readonly (readonly [scenario: string, store: string])[] = [
    ['late-events', referenceStorePath],
    ['lagging-worker', referenceStorePath],
    ['null-storm', broken('nulls-as-zero')],
    ['silence', broken('never-evicted')],
    ['on-demand', broken('late-dropped')],
    ['service', broken('float32-values')],
    ['corrections', broken('correction-ignored')],
  ]
  test.for(cases)('%s, %s', async ([name, store]) => {
    const { history, rows } = await judged(name, store, 5)
    const staged = await stageMemory(history)
    try {
      const found: ColumnPairs[] = []
      for (const table of staged.tables) {
        const pairs = await openStagedPairs(staged.connection, table)
        for (const row of rows) if (row.target.target === table.target) pairs.add(row)
        found.push(...(await pairs.finish()))
      }
      const expected = inOrder(runPairs(rows))
      expect(expected.some(each => each.hits.some(({ hits }) => hits > 0))).toBe(true)
      expect(inOrder(found)).toEqual(expected)
    } finally {
      await staged.close()
    }
  })
})

test('runs add up: every entity of one is another than that of the next', async () => {
  const [a, b] = [
    await judged('steady', referenceStorePath, 1),
    await judged('steady', referenceStorePath, 2),
  ]
  const sums = createPairSums()
  // Many small parts, so that what waits is added together on the way.
  for (let i = 0; i < 70; i++) sums.add(runPairs((i % 2 === 0 ? a : b).rows))
  const [column] = sums.all()
  const trials = (pairs: ColumnPairs | undefined) =>
    pairs!.counts.hits.reduce((sum, each) => sum + each.trials * each.count, 0)
  expect(trials(column)).toBe(35 * (trials(runPairs(a.rows)[0]) + trials(runPairs(b.rows)[0])))
  expect(column!.counts.stale).toBe(
    35 * (runPairs(a.rows)[0]!.counts.stale + runPairs(b.rows)[0]!.counts.stale),
  )
})
