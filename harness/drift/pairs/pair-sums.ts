import type { ClusterHits } from '../statistics/mismatch-rate.ts'
import type { FlipCounts, PairedCounts } from '../statistics/paired-counts.ts'
import type { FlipTotal } from '../statistics/sign-flip.ts'
import type { ColumnPairs } from './column-pairs.ts'

/** Adds up pairs of several runs, whose entities are all different ones. */
export interface PairSums {
  add(pairs: readonly ColumnPairs[]): void
  /** In the order in which columns came. */
  all(): ColumnPairs[]
}

/** Counts that wait to be added together: adding one by one would copy the sum each time. */
const pendingMax = 64

/** Opens a sum; its memory grows with the different totals that entities show, not with the runs. */
export function createPairSums(): PairSums {
  const columns = new Map<string, { readonly of: Omit<ColumnPairs, 'counts'>; counts: PairedCounts[] }>()
  return {
    add(pairs) {
      for (const { counts, ...of } of pairs) {
        const key = `${of.target}.${of.column}`
        const sum = columns.get(key) ?? { of, counts: [] }
        columns.set(key, sum)
        sum.counts.push(counts)
        if (sum.counts.length >= pendingMax) sum.counts = [addCounts(sum.counts)]
      }
    },
    all: () => [...columns.values()].map(({ of, counts }) => ({ ...of, counts: addCounts(counts) })),
  }
}

function addCounts(all: readonly PairedCounts[]): PairedCounts {
  const sum = (of: (counts: PairedCounts) => number) => all.reduce((total, each) => total + of(each), 0)
  const found = all.flatMap(each => (each.found === null ? [] : [each.found]))
  return {
    hits: addHits(all.flatMap(each => each.hits)),
    stale: sum(each => each.stale),
    direction: addTotals(all.flatMap(each => each.direction)),
    larger: sum(each => each.larger),
    smaller: sum(each => each.smaller),
    ranks: addTotals(all.flatMap(each => each.ranks)),
    nulls: addFlips(all.map(each => each.nulls)),
    found: found.length === 0 ? null : addFlips(found),
  }
}

function addFlips(all: readonly FlipCounts[]): FlipCounts {
  return {
    totals: addTotals(all.flatMap(each => each.totals)),
    servedOnly: all.reduce((total, each) => total + each.servedOnly, 0),
    knownOnly: all.reduce((total, each) => total + each.knownOnly, 0),
  }
}

function addHits(all: readonly ClusterHits[]): ClusterHits[] {
  const counts = new Map<string, ClusterHits>()
  for (const each of all) {
    const key = `${each.hits} ${each.trials}`
    counts.set(key, { ...each, count: each.count + (counts.get(key)?.count ?? 0) })
  }
  return [...counts.values()]
}

/** A total and its opposite are told apart: the sum of all of them is what a test looks at. */
function addTotals(all: readonly FlipTotal[]): FlipTotal[] {
  const counts = new Map<number, number>()
  for (const { total, count } of all) {
    if (total !== 0) counts.set(total, (counts.get(total) ?? 0) + count)
  }
  return [...counts].map(([total, count]) => ({ total, count }))
}
