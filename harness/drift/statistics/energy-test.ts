import type { Random } from '../../../generators/random.ts'
import { countExceedances } from './count-exceedances.ts'

export interface EnergyTest {
  /** Energy coefficient: energy distance / (2 E|X − Y|), 0 the same, 1 nothing in common. */
  readonly coefficient: number
  readonly p: number
  readonly permutations: number
}

/** Permutations of the energy test, or draws of signs. */
export const permutations = 999

/**
 * Energy test of two samples of vectors by permutation: sees any difference of the joint distributions, also where every
 * coordinate alone looks the same. Time and memory grow with (rows of both)²: give it a subsample. Null where all
 * vectors are one point.
 */
export function energyTest(
  reference: readonly (readonly number[])[],
  current: readonly (readonly number[])[],
  random: Random,
): EnergyTest | null {
  const points = [...reference, ...current]
  const distances = pairwise(points)
  const labels = points.map((_, at) => at < reference.length)
  const observed = energy(distances, labels, reference.length)
  if (!(observed.across > 0)) return null
  const { p, draws } = countExceedances(
    () =>
      energy(distances, random.shuffled(labels), reference.length).distance >=
      observed.distance * (1 - 1e-12),
    { drawsMax: permutations, exceedancesMax: permutations + 1 },
  )
  return { coefficient: coefficientOf(observed), p, permutations: draws }
}

/** The energy coefficient. */
export function coefficientOf({ distance, across }: { distance: number; across: number }): number {
  return Math.min(1, Math.max(0, distance / (2 * across)))
}

/** Distances of all points, above the diagonal: at `a · points + b` for a < b. */
export function pairwise(points: readonly (readonly number[])[]): Float64Array {
  const count = points.length
  const distances = new Float64Array(count * count)
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      let squares = 0
      const [x, y] = [points[a]!, points[b]!]
      for (let k = 0; k < x.length; k++) squares += ((x[k] as number) - (y[k] as number)) ** 2
      distances[a * count + b] = Math.sqrt(squares)
    }
  }
  return distances
}

/** The energy distance of the points with a label against the others, and the mean distance across. */
export function energy(
  distances: Float64Array,
  labels: readonly boolean[],
  n: number,
): { distance: number; across: number } {
  const count = labels.length
  const m = count - n
  let [between, within, without] = [0, 0, 0]
  for (let a = 0; a < count; a++) {
    const row = a * count
    const label = labels[a]
    let [same, other] = [0, 0]
    for (let b = a + 1; b < count; b++) {
      if (labels[b] === label) same += distances[row + b] as number
      else other += distances[row + b] as number
    }
    between += other
    if (label === true) within += same
    else without += same
  }
  const across = between / (n * m)
  return { distance: 2 * across - (2 * within) / (n * n) - (2 * without) / (m * m), across }
}
