import { readFileSync } from 'node:fs'

interface UntiedCase {
  readonly reference: readonly number[]
  readonly current: readonly number[]
  readonly d: number
  readonly p: number
  readonly up: readonly [d: number, p: number]
  readonly down: readonly [d: number, p: number]
}

interface TiedCase {
  readonly reference: readonly number[]
  readonly current: readonly number[]
  readonly 'two-sided': readonly [h: number, p: number]
  readonly up: readonly [h: number, p: number]
  readonly down: readonly [h: number, p: number]
}

interface ReferenceValues {
  readonly ksWithoutTies: readonly UntiedCase[]
  readonly ksGivenTies: readonly TiedCase[]
  readonly kolmogorov: readonly (readonly [lambda: number, p: number])[]
  readonly binomialPmf: readonly (readonly [k: number, n: number, p: number, chance: number])[]
  readonly hypergeometricPmf: readonly (readonly [
    k: number,
    marked: number,
    unmarked: number,
    drawn: number,
    chance: number,
  ])[]
  readonly chiSquaredTail: readonly (readonly [x: number, degrees: number, p: number])[]
  readonly normalTwoSided: readonly (readonly [z: number, p: number])[]
  readonly chiSquared: readonly {
    readonly kind: 'pearson' | 'likelihood-ratio'
    readonly table: readonly [readonly number[], readonly number[]]
    readonly statistic: number
    readonly degrees: number
    readonly p: number
  }[]
  readonly signedRank: readonly {
    readonly differences: readonly number[]
    readonly plus: number
    readonly p: number
    readonly up: number
    readonly down: number
  }[]
  readonly sign: readonly (readonly [hits: number, trials: number, p: number])[]
  readonly clopperPearson: readonly (readonly [
    hits: number,
    trials: number,
    confidence: number,
    low: number,
    high: number,
  ])[]
  readonly adjusted: readonly {
    readonly p: readonly number[]
    readonly bh: readonly number[]
    readonly by: readonly number[]
  }[]
  readonly jensenShannon: readonly (readonly [p: readonly number[], q: readonly number[], distance: number])[]
  readonly wasserstein: readonly {
    readonly reference: readonly number[]
    readonly current: readonly number[]
    readonly distance: number
  }[]
}

/** Values of scipy 1.17.1 and statsmodels 0.15.0, and p-values given ties counted in whole numbers: reference-values.py. */
export const referenceValues: ReferenceValues = JSON.parse(
  readFileSync(new URL('reference-values.json', import.meta.url), 'utf8'),
)
