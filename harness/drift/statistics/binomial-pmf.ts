/** What Stirling's formula leaves of log n!, for n of 0 to 15. */
const exactErrors = Array.from({ length: 16 }, (_, n) => {
  let factorial = 1
  for (let k = 2; k <= n; k++) factorial *= k
  return n === 0 ? 0 : Math.log(factorial) - ((n + 0.5) * Math.log(n) - n + Math.log(2 * Math.PI) / 2)
})

/** log n! − log(√(2πn) (n/e)ⁿ): small, so that nothing is lost where large factorials cancel. */
function stirlingError(n: number): number {
  if (n <= 15) return exactErrors[n] as number
  const s = 1 / (n * n)
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / n
}

/** x log(x / mean) + mean − x without cancellation where x is near the mean (Loader 2000). */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) > 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x
  const v = (x - mean) / (x + mean)
  let sum = (x - mean) * v
  let term = 2 * x * v
  for (let j = 1; j < 1000; j++) {
    term *= v * v
    const next = sum + term / (2 * j + 1)
    if (next === sum) break
    sum = next
  }
  return sum
}

/**
 * The chance of exactly `k` successes in `n` trials of chance `p`, to nearly all digits of a double for any n (Loader's
 * saddle-point form): log-gamma would lose eight of them at n = 10⁶.
 */
export function binomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0
  if (p <= 0) return k === 0 ? 1 : 0
  if (p >= 1) return k === n ? 1 : 0
  if (k === 0) return Math.exp(n * Math.log1p(-p))
  if (k === n) return Math.exp(n * Math.log(p))
  const exponent =
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * p) -
    deviance(n - k, n * (1 - p))
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * (n - k)))
}
