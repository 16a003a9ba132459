import { expect, test } from 'vitest'
import { type Random, randomOf } from '../../../generators/random.ts'
import { clusterBootstrap } from './cluster-bootstrap.ts'
import type { ClusterCell, ClusterCells } from './cluster-cells.ts'
import { clusteredEnergyTest } from './clustered-energy-test.ts'
import { designEffect } from './design-effect.ts'
import { energyTest } from './energy-test.ts'
import { hypergeometricDraw } from './hypergeometric-draw.ts'
import { hypergeometricPmf } from './hypergeometric-pmf.ts'
import { ksSummary } from './ks-summary.ts'
import { ksTwoSided } from './ks-test.ts'
import { chiSquaredTail } from './upper-gamma.ts'

const cells = 10

/** `entities` a side with rows of their own level: half of the variance is between entities. */
function clusteredTable(random: Random, entities: number, rows: number, shift: number): ClusterCells {
  const counts: ClusterCell[] = []
  for (let cluster = 0; cluster < 2 * entities; cluster++) {
    const side = cluster < entities ? 'reference' : 'current'
    const level = random.int(0, 5) + (side === 'current' ? shift : 0)
    for (let k = 0; k < rows; k++) {
      const cell = Math.min(cells - 1, level + random.int(0, 4))
      counts.push({
        cluster,
        cell,
        reference: side === 'reference' ? 1 : 0,
        current: side === 'current' ? 1 : 0,
      })
    }
  }
  return { kind: 'ordered', cells, clusters: 2 * entities, counts }
}

function naiveP(table: ClusterCells, random: Random): number {
  const blocks = Array.from({ length: cells }, (_, value) => ({ value, reference: 0, current: 0 }))
  for (const { cell, reference, current } of table.counts) {
    blocks[cell]!.reference += reference
    blocks[cell]!.current += current
  }
  return ksTwoSided(ksSummary(blocks.filter(block => block.reference + block.current > 0)), random).p
}

test('ignoring the clusters lies: rows of one entity are no evidence for each other', () => {
  const random = randomOf(4)
  let [clustered, naive] = [0, 0]
  const runs = 200
  for (let run = 0; run < runs; run++) {
    const table = clusteredTable(random, 40, 15, 0)
    if (clusterBootstrap(table, random)!.p <= 0.05) clustered++
    if (naiveP(table, random) <= 0.05) naive++
  }
  expect(clustered / runs).toBeLessThan(0.1)
  expect(naive / runs).toBeGreaterThan(0.3)
})

test('a shift of the entities is found nevertheless', () => {
  const random = randomOf(5)
  expect(clusterBootstrap(clusteredTable(random, 60, 15, 3), random)!.p).toBeLessThan(0.001)
})

test('too few clusters prove nothing', () => {
  const random = randomOf(6)
  expect(clusterBootstrap(clusteredTable(random, 3, 50, 4), random)).toBe(null)
})

test('the design effect is 1 for independent rows, the cluster size for rows that are copies', () => {
  const random = randomOf(8)
  const independent = Array.from(
    { length: 600 },
    (_, cluster): ClusterCell => ({ cluster, cell: random.int(0, 9), reference: 1, current: 1 }),
  )
  expect(designEffect({ kind: 'ordered', cells, clusters: 600, counts: independent })).toEqual({
    reference: 1,
    current: 1,
  })
  const copies = independent.map(each => ({ ...each, reference: 8, current: 8 }))
  const { reference } = designEffect({ kind: 'ordered', cells, clusters: 600, counts: copies })
  expect(reference).toBeGreaterThan(7.5)
  expect(reference).toBeLessThan(8.5)
  const one = designEffect({
    kind: 'unordered',
    cells,
    clusters: 1,
    counts: [
      { cluster: 0, cell: 1, reference: 50, current: 20 },
      { cluster: 0, cell: 2, reference: 1, current: 1 },
    ],
  })
  expect(one).toEqual({ reference: 51, current: 21 })
})

test.each([
  [30, 50, 25],
  [500, 400, 300],
  [5_000, 100, 2_000],
  [3, 100_000, 50_000],
  [400, 300, 8],
])('draws of marked balls, %i and %i, are distributed as they should be', (marked, unmarked, drawn) => {
  const random = randomOf(9)
  const draws = 40_000
  const counts = new Map<number, number>()
  for (let k = 0; k < draws; k++) {
    const found = hypergeometricDraw(random, marked, unmarked, drawn)
    counts.set(found, (counts.get(found) ?? 0) + 1)
  }
  let [statistic, degrees] = [0, -1]
  for (let k = 0; k <= Math.min(marked, drawn); k++) {
    const expected = draws * hypergeometricPmf(k, marked, unmarked, drawn)
    if (expected < 5) continue
    degrees++
    statistic += ((counts.get(k) ?? 0) - expected) ** 2 / expected
  }
  expect(chiSquaredTail(statistic, degrees)).toBeGreaterThan(1e-4)
})

test('the energy test sees what no coordinate shows: a correlation', () => {
  const random = randomOf(10)
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.fraction())) * Math.cos(2 * Math.PI * random.fraction())
  const apart = Array.from({ length: 200 }, () => [normal(), normal()])
  const together = Array.from({ length: 200 }, () => {
    const x = normal()
    return [x, 0.95 * x + Math.sqrt(1 - 0.95 ** 2) * normal()]
  })
  expect(energyTest(apart, together, random)!.p).toBeLessThan(0.01)
  const again = Array.from({ length: 200 }, () => [normal(), normal()])
  const same = energyTest(apart, again, random)!
  expect(same.p).toBeGreaterThan(0.01)
  expect(same).toMatchObject({ permutations: 999 })
  expect(energyTest([[1, 1]], [[1, 1]], random)).toBe(null)
})

/** Vectors of `entities` a side, `rows` each, around a level of their entity; the sides share entities or not. */
function clusteredVectors(random: Random, entities: number, rows: number, shift: number, shared: boolean) {
  const levels = Array.from({ length: 2 * entities }, () => [random.fraction(), random.fraction()] as const)
  const side = (isCurrent: boolean) => {
    const ids = Array.from(
      { length: entities * rows },
      (_, i) => (i % entities) + (isCurrent && !shared ? entities : 0),
    )
    const vectors = ids.map(id =>
      levels[id]!.map(level => level + random.fraction() * 0.4 + (isCurrent ? shift : 0)),
    )
    return { vectors, entities: ids }
  }
  return { reference: side(false), current: side(true) }
}

test.each([
  ['entities of one side only', false],
  ['entities on both sides', true],
])('by entity the energy test rejects as often as it should, %s', (_, shared) => {
  const random = randomOf(31)
  const [runs, naiveRuns] = [120, 8]
  let [clustered, naive] = [0, 0]
  for (let run = 0; run < runs; run++) {
    const { reference, current } = clusteredVectors(random, 25, 6, 0, shared)
    const found = clusteredEnergyTest(reference, current, random)
    if (found !== null && found !== 'few' && found.p <= 0.05) clustered++
    if (shared || run >= naiveRuns) continue
    if (energyTest(reference.vectors, current.vectors, random)!.p <= 0.05) naive++
  }
  expect(clustered / runs).toBeLessThan(0.11)
  // Vectors of one entity are no evidence for each other: taken for independent they reject in half of the runs.
  if (!shared) expect(naive).toBeGreaterThanOrEqual(naiveRuns / 2)
})

test('by entity the energy test still sees entities that moved, and says where it cannot tell', () => {
  const random = randomOf(32)
  const moved = clusteredVectors(random, 40, 5, 0.4, false)
  const found = clusteredEnergyTest(moved.reference, moved.current, random)
  expect(found).toMatchObject({ permutations: 999 })
  expect((found as { p: number }).p).toBeLessThan(0.01)
  const few = clusteredVectors(random, 4, 50, 5, false)
  expect(clusteredEnergyTest(few.reference, few.current, random)).toBe('few')
  const point = { vectors: [[1, 1]], entities: [0] }
  expect(clusteredEnergyTest(point, { vectors: [[1, 1]], entities: [1] }, random)).toBe(null)
})

test('with an entity a row, signs and permutations tell the same', () => {
  const random = randomOf(33)
  const of = (count: number, shift: number, from: number) => ({
    vectors: Array.from({ length: count }, () => [random.fraction() + shift, random.fraction()]),
    entities: Array.from({ length: count }, (_, i) => from + i),
  })
  for (const shift of [0, 0.1, 0.15]) {
    const [reference, current] = [of(80, 0, 0), of(100, shift, 80)]
    const permuted = energyTest(reference.vectors, current.vectors, random)!
    const signed = clusteredEnergyTest(reference, current, random) as typeof permuted
    expect(signed.coefficient).toBeCloseTo(permuted.coefficient, 12)
    expect(Math.abs(signed.p - permuted.p)).toBeLessThan(0.08)
  }
})

/** Rows of 60 clusters on ten levels; by `dependence` in [0, 1] a row takes the level of its cluster. */
function levelled(random: Random, dependence: number, rowsOf: number) {
  const counts: ClusterCell[] = []
  for (let cluster = 0; cluster < 60; cluster++) {
    const level = random.int(0, 9)
    for (let row = 0; row < rowsOf; row++) {
      const cell = random.chance(dependence) ? level : random.int(0, 9)
      counts.push({ cluster, cell, reference: 1, current: 0 })
    }
  }
  return { kind: 'ordered', cells: 10, clusters: 60, counts } as const
}

test.each([0, 0.05, 0.3, 1])(
  'from one row in ten the design effect of all rows is found, hardly ever too small (dependence %d)',
  dependence => {
    const random = randomOf(34)
    const runs = 40
    let tooSmall = 0
    for (let run = 0; run < runs; run++) {
      const all = levelled(random, dependence, 400)
      const thinned = { ...all, counts: all.counts.filter(() => random.chance(0.1)) }
      const whole = designEffect(all).reference
      const found = designEffect(thinned, 10).reference
      if (found < whole) tooSmall++
      // At most what chance may add: four standard errors of what one row in ten shows, ten times.
      expect(found).toBeLessThan(whole * 2 + 4 * Math.sqrt(2 / 59) * 10)
    }
    expect(tooSmall / runs).toBeLessThan(0.1)
  },
)
