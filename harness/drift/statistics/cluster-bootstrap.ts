import type { Random } from '../../../generators/random.ts'
import type { ClusterCells } from './cluster-cells.ts'
import { countExceedances, drawsMax, exceedancesMax, type MonteCarloP } from './count-exceedances.ts'
import { drawSigns } from './draw-signs.ts'

/** Fewer clusters than this can prove nothing: 2¹⁰ choices of signs, and no limit theorem. */
export const clustersMin = 10

/**
 * p of the greatest difference of shares (running shares where cells are ordered) where rows of one cluster depend on one
 * another: each cluster's part of the difference keeps or changes its sign as a whole (wild bootstrap, Rademacher
 * signs, centred on the pooled shares). Clusters may have rows on one side or on both. Null below `clustersMin` clusters.
 */
export function clusterBootstrap(table: ClusterCells, random: Random): MonteCarloP | null {
  if (table.clusters < clustersMin) return null
  const { counts, cells } = table
  const n = counts.reduce((sum, each) => sum + each.reference, 0)
  const m = counts.reduce((sum, each) => sum + each.current, 0)
  if (n === 0 || m === 0) return null
  const pooled = new Float64Array(cells)
  const weights = new Float64Array(counts.length)
  const whole = new Float64Array(table.clusters)
  const observed = new Float64Array(cells)
  counts.forEach(({ cluster, cell, reference, current }, at) => {
    const weight = reference / n - current / m
    weights[at] = weight
    pooled[cell] = (pooled[cell] as number) + (reference + current) / (n + m)
    observed[cell] = (observed[cell] as number) + weight
    whole[cluster] = (whole[cluster] as number) + weight
  })
  const clusterOf = Int32Array.from(counts, each => each.cluster)
  const cellOf = Int32Array.from(counts, each => each.cell)
  const most = greatest(observed, table.kind) - 1e-12
  const drawn = new Float64Array(cells)
  const draw = () => {
    const signs = drawSigns(table.clusters, random)
    let all = 0
    for (let e = 0; e < signs.length; e++) all += (signs[e] as number) * (whole[e] as number)
    for (let k = 0; k < cells; k++) drawn[k] = -all * (pooled[k] as number)
    for (let at = 0; at < weights.length; at++) {
      const cell = cellOf[at] as number
      drawn[cell] =
        (drawn[cell] as number) + (signs[clusterOf[at] as number] as number) * (weights[at] as number)
    }
    return greatest(drawn, table.kind) >= most
  }
  return countExceedances(draw, { drawsMax: drawsFor(counts.length), exceedancesMax })
}

/** Draws that are affordable: about a second's work, and at least 999. */
function drawsFor(counts: number): number {
  return Math.min(drawsMax, Math.max(999, Math.floor(2e8 / counts)))
}

function greatest(differences: Float64Array, kind: ClusterCells['kind']): number {
  let [running, most] = [0, 0]
  for (const difference of differences) {
    running = kind === 'ordered' ? running + difference : difference
    most = Math.max(most, Math.abs(running))
  }
  return most
}
