/** log Γ(s) for s a positive multiple of one half. */
function logGammaHalf(s: number): number {
  let result = Number.isInteger(s) ? 0 : Math.log(Math.PI) / 2
  let x = Number.isInteger(s) ? 1 : 0.5
  if (s > 40) {
    const r = 1 / (s * s)
    const tail = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r / 1680))) / s
    return (s - 0.5) * Math.log(s) - s + Math.log(2 * Math.PI) / 2 + tail
  }
  for (; x < s; x++) result += Math.log(x)
  return result
}

/**
 * The regularised upper incomplete gamma function Q(s, x), s a positive multiple of ½ and x ≥ 0: the upper tail of
 * chi-squared and of the normal distribution, with relative precision far out in the tail.
 */
function upperGamma(s: number, x: number): number {
  if (x <= 0) return 1
  if (x === Number.POSITIVE_INFINITY) return 0
  const front = Math.exp(s * Math.log(x) - x - logGammaHalf(s))
  if (x < s + 1) return Math.max(0, 1 - front * lowerSeries(s, x))
  return Math.min(1, front * upperFraction(s, x))
}

function lowerSeries(s: number, x: number): number {
  let term = 1 / s
  let sum = term
  for (let k = 1; k < 100_000; k++) {
    term *= x / (s + k)
    sum += term
    if (term < sum * 1e-17) break
  }
  return sum
}

/** Lentz's method on the continued fraction. */
function upperFraction(s: number, x: number): number {
  const tiny = 1e-300
  let b = x + 1 - s
  let c = 1 / tiny
  let d = 1 / b
  let h = d
  for (let k = 1; k < 100_000; k++) {
    const a = -k * (k - s)
    b += 2
    d = 1 / nonZero(a * d + b, tiny)
    c = nonZero(b + a / c, tiny)
    const factor = d * c
    h *= factor
    if (Math.abs(factor - 1) < 1e-16) break
  }
  return h
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value
}

/** P(χ² ≥ x) with `degrees` degrees of freedom. */
export function chiSquaredTail(x: number, degrees: number): number {
  return degrees <= 0 ? 1 : upperGamma(degrees / 2, x / 2)
}

/** P(|Z| ≥ z) of a standard normal. */
export function normalTwoSided(z: number): number {
  return upperGamma(0.5, (z * z) / 2)
}
