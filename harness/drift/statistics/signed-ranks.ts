import type { FlipTotal } from './sign-flip.ts'

/** The difference of one pair, and whose it is. */
export interface PairDifference {
  readonly difference: number
  readonly cluster: string | number
}

export interface SignedRanks {
  /** Sum of the ranks of positive, and of negative, differences. */
  readonly plus: number
  readonly minus: number
  readonly zeros: number
  /** For `signFlip`: twice the signed sum of ranks of each cluster, a whole number even where ranks are shared. */
  readonly totals: readonly FlipTotal[]
}

/**
 * Wilcoxon's signed ranks with Pratt's treatment of zeros: zero differences are ranked with the rest, then left out, so
 * that many equal pairs count against a difference. Equal sizes share their middle rank.
 */
export function signedRanks(pairs: readonly PairDifference[]): SignedRanks {
  const order = pairs
    .map(({ difference }, at) => ({ size: Math.abs(difference), at }))
    .sort((a, b) => a.size - b.size)
  const byCluster = new Map<string | number, number>()
  let [plus, minus, zeros] = [0, 0, 0]
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && order[to]!.size === order[from]!.size) to++
    // Ranks from + 1 … to share their mean; twice that is whole.
    const doubled = from + 1 + to
    for (const { at } of order.slice(from, to)) {
      const { difference, cluster } = pairs[at]!
      if (difference === 0) zeros++
      if (difference > 0) plus += doubled / 2
      if (difference < 0) minus += doubled / 2
      byCluster.set(cluster, (byCluster.get(cluster) ?? 0) + Math.sign(difference) * doubled)
    }
    from = to
  }
  return { plus, minus, zeros, totals: [...byCluster.values()].map(total => ({ total, count: 1 })) }
}
