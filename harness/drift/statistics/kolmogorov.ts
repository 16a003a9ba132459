/** Kolmogorov's Q(λ) = P(sup |bridge| ≥ λ): by the series that converges at once on its side of λ = 1. */
export function kolmogorovTail(lambda: number): number {
  if (lambda <= 0) return 1
  if (lambda < 1) {
    let sum = 0
    for (let k = 1; k <= 9; k += 2) sum += Math.exp(-(k * k * Math.PI * Math.PI) / (8 * lambda * lambda))
    return 1 - (Math.sqrt(2 * Math.PI) / lambda) * sum
  }
  let sum = 0
  for (let k = 1; k <= 10; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda)
  return sum
}

/** P(sup bridge ≥ λ): the one-sided limit (Smirnov). */
export function smirnovTail(lambda: number): number {
  return lambda <= 0 ? 1 : Math.exp(-2 * lambda * lambda)
}

/** √(nm/(n+m)) · D with Stephens' correction for finite samples. */
export function stephensLambda(d: number, n: number, m: number): number {
  const root = Math.sqrt(n / (1 + n / m))
  return (root + 0.12 + 0.11 / root) * d
}
