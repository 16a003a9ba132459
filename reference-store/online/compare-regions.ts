import { isDeepStrictEqual } from 'node:util'
import { factFamily } from '../../features/streaming-plan/fact-cell.ts'
import type { FoundCells } from '../../features/streaming-plan/row.ts'
import type { CurrentRead, RangeQuery } from './online-store.ts'

/** How two replicas that are fed from one log differ. Lag goes by itself; divergence never does. */
export type RegionDifference =
  | {
      readonly kind: 'lag'
      readonly source: string
      readonly partition: number
      /** The next offset of each. */
      readonly next: readonly [number, number]
    }
  | {
      readonly kind: 'divergence'
      readonly document: string
      readonly source: string
      readonly partition: number
      readonly key: string
      readonly family: number
      /** Of the first cell that one has and the other has not, or has otherwise. */
      readonly position: number
    }

/**
 * Compares what two regions answered to the same queries. Rows of a partition that both have taken equally far must
 * hold the same facts, whatever batches they came in, and tiles at the same positions; the floats in tiles depend on
 * the batches in their last digits, and are compared as answers. Other rows are only behind.
 */
export function compareRegions(
  queries: readonly RangeQuery[],
  first: CurrentRead,
  second: CurrentRead,
): RegionDifference[] {
  const differences: RegionDifference[] = []
  const behind = new Set<string>()
  for (const [source, partitions] of first.watermarks) {
    for (const [partition, { next }] of partitions.entries()) {
      const other = second.watermarks.get(source)![partition]!.next
      if (next === other) continue
      behind.add(`${source} ${partition}`)
      differences.push({ kind: 'lag', source, partition, next: [next, other] })
    }
  }
  for (const [query, { document, source, rows, ranges }] of queries.entries()) {
    for (const [row, { partition, key }] of rows.entries()) {
      if (behind.has(`${source} ${partition}`)) continue
      for (const [range, { family }] of ranges.entries()) {
        const [a, b] = [first, second].map(each => each.answers[query]![row]![range]!) as [
          FoundCells,
          FoundCells,
        ]
        const position = firstDifference(family, a, b)
        if (position === null) continue
        differences.push({ kind: 'divergence', document, source, partition, key, family, position })
      }
    }
  }
  return differences
}

function firstDifference(family: number, a: FoundCells, b: FoundCells): number | null {
  const length = Math.max(a.positions.length, b.positions.length)
  for (let i = 0; i < length; i++) {
    const [p, q] = [a.positions[i], b.positions[i]]
    if (p !== q) return Math.min(p ?? Number.POSITIVE_INFINITY, q ?? Number.POSITIVE_INFINITY)
    if (family === factFamily && !isDeepStrictEqual(a.cells[i], b.cells[i])) return p!
  }
  return null
}
