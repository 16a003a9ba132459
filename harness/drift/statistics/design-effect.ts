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
 *
 * Where the table holds one row in `rowsOneIn` of each cluster, chance hides most of what rows of a cluster share: with a
 * share s of the rows the effect D shows as s·D + 1 − s. It is scaled back, with two standard errors of what chance may have
 * done to it, so that a lucky sample narrows no interval.
 */
export function designEffect(table: ClusterCells, rowsOneIn = 1): DesignEffect {
  return {
    reference: sideEffect(table, 'reference', rowsOneIn),
    current: sideEffect(table, 'current', rowsOneIn),
  }
}

/** Clusters with rows on each side. */
export function clustersOf(table: ClusterCells): DesignEffect {
  const on = (side: 'reference' | 'current') =>
    new Set(table.counts.filter(each => each[side] > 0).map(each => each.cluster)).size
  return { reference: on('reference'), current: on('current') }
}

function sideEffect(table: ClusterCells, side: 'reference' | 'current', rowsOneIn: number): number {
  const totals = new Float64Array(table.cells)
  const sizes = new Float64Array(table.clusters)
  for (const each of table.counts) {
    totals[each.cell] = (totals[each.cell] as number) + each[side]
    sizes[each.cluster] = (sizes[each.cluster] as number) + each[side]
  }
  const rows = totals.reduce((sum, count) => sum + count, 0)
  const clusters = sizes.reduce((sum, size) => sum + (size > 0 ? 1 : 0), 0)
  if (rows === 0 || (clusters === rows && rowsOneIn === 1)) return 1
  if (clusters === 1) return rows * rowsOneIn
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
  if (independent === 0) return (rows * rowsOneIn) / clusters
  return scaledBack(Math.max(1, (clustered * clusters) / (clusters - 1) / independent), clusters, rowsOneIn)
}

/** From what one row in so many shows to what all of them would: a variance of so many clusters, less that of the clusters themselves. */
function scaledBack(shown: number, clusters: number, rowsOneIn: number): number {
  const shared = Math.max(0, shown - (1 - 1 / rowsOneIn))
  const error = Math.sqrt((2 / (clusters - 1)) * (shown ** 2 - shared ** 2))
  return rowsOneIn === 1 ? shown : 1 + (shown - 1 + 2 * error) * rowsOneIn
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
