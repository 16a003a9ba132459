/**
 * Benjamini–Hochberg: p-values as they must be for each to be rejected at its own value with the false discovery rate
 * held, for independent tests; in the order given.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return stepUp(pValues, 1)
}

/** Benjamini–Yekutieli: as `benjaminiHochberg`, whatever the dependence between the tests, as between features. */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  let harmonic = 0
  for (let k = 1; k <= pValues.length; k++) harmonic += 1 / k
  return stepUp(pValues, harmonic)
}

function stepUp(pValues: readonly number[], factor: number): number[] {
  const count = pValues.length
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[b]! - pValues[a]!)
  const adjusted = new Array<number>(count)
  let least = 1
  order.forEach((index, place) => {
    least = Math.min(least, (pValues[index]! * count * factor) / (count - place))
    adjusted[index] = least
  })
  return adjusted
}
