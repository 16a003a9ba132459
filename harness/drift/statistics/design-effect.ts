import type { ClusterCells } from './cluster-cells.ts'

/** By how much the dependence within clusters widens the variance of shares, at least 1, on each side. */
export interface DesignEffect {
  readonly reference: number
  readonly current: number
}

/** Shares that are looked at: running shares at sixteenths, or the sixteen largest categories. */
const looks = 16

/**
 * The variance of shares as clusters show it, over the variance that independent rows would have: summed over at most
 * sixteen shares, unequal cluster sizes included. A side with one cluster counts as one row; where no share varies, the
 * rows say nothing of how they depend on one another, and each cluster counts as one.
 */
export function designEffect(table: ClusterCells): DesignEffect {
  return { reference: sideEffect(table, 'reference'), current: sideEffect(table, 'current') }
}

/** Clusters with rows on each side. */
export function clustersOf(table: ClusterCells): DesignEffect {
  const on = (side: 'reference' | 'current') =>
    new Set(table.counts.filter(each => each[side] > 0).map(each => each.cluster)).size
  return { reference: on('reference'), current: on('current') }
}

function sideEffect(table: ClusterCells, side: 'reference' | 'current'): number {
  const totals = new Float64Array(table.cells)
  const sizes = new Float64Array(table.clusters)
  for (const each of table.counts) {
    totals[each.cell] = (totals[each.cell] as number) + each[side]
    sizes[each.cluster] = (sizes[each.cluster] as number) + each[side]
  }
  const rows = totals.reduce((sum, count) => sum + count, 0)
  const clusters = sizes.reduce((sum, size) => sum + (size > 0 ? 1 : 0), 0)
  if (clusters === rows) return 1
  if (clusters === 1) return rows
  const marks = table.kind === 'ordered' ? orderedMarks(totals, rows) : largestMarks(totals)
  let [clustered, independent] = [0, 0]
  for (let look = 0; look < looks; look++) {
    const isIn = (cell: number) => (table.kind === 'ordered' ? marks[cell]! <= look : marks[cell] === look)
    const within = new Float64Array(table.clusters)
    for (const each of table.counts) {
      if (isIn(each.cell)) within[each.cluster] = (within[each.cluster] as number) + each[side]
    }
    const share = within.reduce((sum, count) => sum + count, 0) / rows
    independent += rows * share * (1 - share)
    for (let e = 0; e < table.clusters; e++)
      clustered += ((within[e] as number) - share * (sizes[e] as number)) ** 2
  }
  return independent === 0
    ? rows / clusters
    : Math.max(1, (clustered * clusters) / (clusters - 1) / independent)
}

/** Which sixteenth of the rows each cell ends in. */
function orderedMarks(totals: Float64Array, rows: number): number[] {
  let sum = 0
  return Array.from(totals, count => {
    sum += count
    return Math.ceil((sum / rows) * looks) - 1
  })
}

/** The place of each cell among the largest, past them where it is not one. */
function largestMarks(totals: Float64Array): number[] {
  const marks = new Array<number>(totals.length).fill(looks)
  const order = Array.from(totals.keys()).sort((a, b) => (totals[b] as number) - (totals[a] as number))
  order.slice(0, looks).forEach((cell, place) => {
    marks[cell] = place
  })
  return marks
}
