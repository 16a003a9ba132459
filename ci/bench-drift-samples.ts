import type { Random } from '../generators/random.ts'

/** One sample of the bench: training values, and what was served, with what should have been. */
export interface BenchSample {
  /** Null: no value. */
  readonly reference: readonly (number | null)[]
  readonly current: readonly (number | null)[]
  /** Of the current rows: what a correct store would have served; null where the question is not paired. */
  readonly known: readonly (number | null)[] | null
  /** Entity of each row, where rows cluster. */
  readonly entities: { readonly reference: readonly number[]; readonly current: readonly number[] } | null
}

export type SampleMaker = (random: Random, n: number) => BenchSample

const fill = <T>(n: number, make: (at: number) => T): T[] => Array.from({ length: n }, (_, at) => make(at))

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.fraction())) * Math.cos(2 * Math.PI * random.fraction())
}

const exponential = (random: Random) => -Math.log(1 - random.fraction())

const unpaired =
  (draw: (random: Random) => number): SampleMaker =>
  (random, n) => ({
    reference: fill(n, () => draw(random)),
    current: fill(n, () => draw(random)),
    known: null,
    entities: null,
  })

const zeroInflated = (random: Random) =>
  random.chance(0.9) ? 0 : Math.round(exponential(random) * 1000) / 100

/** Rows of entities: half of the variance lies between them. */
const clustered: SampleMaker = (random, n) => {
  const rows = 10
  const side = (offset: number) => {
    const levels = fill(Math.ceil(n / rows), () => normal(random))
    return {
      entities: fill(n, at => offset + Math.floor(at / rows)),
      values: fill(n, at => (levels[Math.floor(at / rows)] as number) + normal(random)),
    }
  }
  const [reference, current] = [side(0), side(1_000_000)]
  return {
    reference: reference.values,
    current: current.values,
    known: null,
    entities: { reference: reference.entities, current: current.entities },
  }
}

/** Samples without drift. */
export const nullSamples: Readonly<Record<string, SampleMaker>> = {
  continuous: unpaired(normal),
  '10 levels': unpaired(random => random.int(0, 9)),
  '90 % zero': unpaired(zeroInflated),
  clustered,
}

/** The amounts of one key within a window, oldest first: their sum is the feature. */
function amounts(random: Random): number[] {
  let count = 0
  for (let left = Math.exp(-3), product = random.fraction(); product > left; product *= random.fraction())
    count++
  return fill(count, () => Math.round(exponential(random) * 2000) / 100)
}

const sum = (values: readonly number[]) =>
  Math.round(100 * values.reduce((all, value) => all + value, 0)) / 100

/** Served values that differ from what they should have been as `serve` says. */
const skewed =
  (serve: (known: number, parts: readonly number[], random: Random) => number): SampleMaker =>
  (random, n) => {
    const rows = fill(n, () => amounts(random))
    const known = rows.map(sum)
    return {
      reference: fill(n, () => sum(amounts(random))),
      current: rows.map((parts, at) => serve(known[at] as number, parts, random)),
      known,
      entities: null,
    }
  }

const stale = (share: number) =>
  skewed((known, parts, random) => (random.chance(share) ? sum(parts.slice(0, -1)) : known))

const swapped: SampleMaker = (random, n) => {
  const known = fill(n, () => sum(amounts(random)))
  return {
    reference: fill(n, () => sum(amounts(random))),
    current: [...known.slice(1), known[0] as number],
    known,
    entities: null,
  }
}

const nullToZero: SampleMaker = (random, n) => {
  const draw = () => (random.chance(0.05) ? null : sum(amounts(random)) + 0.01)
  const known = fill(n, draw)
  return { reference: fill(n, draw), current: known.map(value => value ?? 0), known, entities: null }
}

/** Skews as feature stores have them. */
export const skewSamples: Readonly<Record<string, SampleMaker>> = {
  '1 % one event stale': stale(0.01),
  '5 % one event stale': stale(0.05),
  'all one event stale': stale(1),
  'entities swapped': swapped,
  'nulls (5 %) to zero': nullToZero,
  'unit change, 1 % of rows': skewed((known, _, random) => (random.chance(0.01) ? known * 100 : known)),
  'unit change, all rows': skewed(known => known * 100),
  '1 % mixture (10 times)': skewed((known, _, random) => (random.chance(0.01) ? known * 10 : known)),
  'shift by 0.1 σ': (random, n) => ({
    reference: fill(n, () => normal(random)),
    current: fill(n, () => normal(random) + 0.1),
    known: null,
    entities: null,
  }),
  'shift by 0.3 σ': (random, n) => ({
    reference: fill(n, () => normal(random)),
    current: fill(n, () => normal(random) + 0.3),
    known: null,
    entities: null,
  }),
}
