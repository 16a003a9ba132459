import type { Random } from '../../../generators/random.ts'
import { clustersMin } from './cluster-bootstrap.ts'
import { countExceedances } from './count-exceedances.ts'
import { drawSigns } from './draw-signs.ts'
import { coefficientOf, type EnergyTest, energy, pairwise, permutations } from './energy-test.ts'

/** Vectors of one side, and the entity of each: 0, 1, … over both sides. */
export interface ClusteredVectors {
  readonly vectors: readonly (readonly number[])[]
  readonly entities: readonly number[]
}

/**
 * The energy test where rows of one entity depend on one another. The energy distance is a quadratic form in the rows'
 * weights (1/n of the reference, −1/m of the current side) over distances centred on the pooled rows; each entity's part
 * keeps or changes its sign as a whole (wild bootstrap of a degenerate V-statistic). Entities may have rows on one side or on
 * both. Null where all vectors are one point; `few` below ten entities.
 */
export function clusteredEnergyTest(
  reference: ClusteredVectors,
  current: ClusteredVectors,
  random: Random,
): EnergyTest | 'few' | null {
  const points = [...reference.vectors, ...current.vectors]
  const entities = [...reference.entities, ...current.entities]
  const places = new Map([...new Set(entities)].map((entity, place) => [entity, place]))
  const n = reference.vectors.length
  const distances = pairwise(points)
  const labels = points.map((_, at) => at < n)
  const observed = energy(distances, labels, n)
  if (!(observed.across > 0)) return null
  if (places.size < clustersMin) return 'few'
  const clusterOf = entities.map(entity => places.get(entity) as number)
  const weights = labels.map(label => (label ? 1 / n : -1 / (points.length - n)))
  const form = clusterForm(distances, weights, clusterOf, places.size)
  const { p, draws } = countExceedances(
    () => quadratic(form, drawSigns(places.size, random)) >= observed.distance * (1 - 1e-12),
    { drawsMax: permutations, exceedancesMax: permutations + 1 },
  )
  return { coefficient: coefficientOf(observed), p, permutations: draws }
}

/** The form summed over the rows of each pair of clusters; with all signs + it gives the energy distance. */
function clusterForm(
  distances: Float64Array,
  weights: readonly number[],
  clusterOf: readonly number[],
  clusters: number,
): Float64Array {
  const count = weights.length
  const means = new Float64Array(count)
  const between = (a: number, b: number) => distances[a < b ? a * count + b : b * count + a] as number
  for (let a = 0; a < count; a++) {
    let sum = 0
    for (let b = 0; b < count; b++) if (b !== a) sum += between(a, b)
    means[a] = sum / count
  }
  const grand = means.reduce((sum, mean) => sum + mean, 0) / count
  const form = new Float64Array(clusters * clusters)
  for (let a = 0; a < count; a++) {
    const row = (clusterOf[a] as number) * clusters
    for (let b = 0; b < count; b++) {
      const distance = a === b ? 0 : between(a, b)
      const centred = (means[a] as number) + (means[b] as number) - grand - distance
      const at = row + (clusterOf[b] as number)
      form[at] = (form[at] as number) + (weights[a] as number) * (weights[b] as number) * centred
    }
  }
  return form
}

function quadratic(form: Float64Array, signs: Int8Array): number {
  const clusters = signs.length
  let total = 0
  for (let a = 0; a < clusters; a++) {
    let sum = 0
    for (let b = 0; b < clusters; b++) sum += (form[a * clusters + b] as number) * (signs[b] as number)
    total += (signs[a] as number) * sum
  }
  return total
}
