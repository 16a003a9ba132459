/** `pass`: the effect is proved to be below ε. `fail`: proved to be above. Else the sample cannot tell. */
type GateVerdict = 'pass' | 'fail' | 'inconclusive'

export interface GateQuestion {
  /** The observed distance: KS, or a difference of shares, in [0, 1]. */
  readonly d: number
  /** Independent values on each side; effective numbers where values cluster. */
  readonly n: number
  readonly m: number
  /** The distance that matters. */
  readonly epsilon: number
  /** Chance of a wrong verdict, already shared over whatever else is looked at. */
  readonly alpha: number
  /** Values that each side must have for a verdict. */
  readonly minimum: number
}

export interface Gate {
  readonly verdict: GateVerdict
  /** The true distance lies within `d` ± `radius` with confidence 1 − alpha, clamped to [0, 1]. */
  readonly radius: number
  readonly low: number
  readonly high: number
}

/**
 * Judges a distance between two distributions by its confidence interval (Dvoretzky–Kiefer–Wolfowitz with Massart's
 * constant, half of α a side): no assumption on the distributions, ties included. Never by p alone, for at 10⁶ values a
 * shift of 0.005 σ is "significant".
 */
export function effectGate({ d, n, m, epsilon, alpha, minimum }: GateQuestion): Gate {
  const radius = massartRadius(n, alpha) + massartRadius(m, alpha)
  const low = Math.max(0, d - radius)
  const high = Math.min(1, d + radius)
  if (Math.min(n, m) < minimum) return { verdict: 'inconclusive', radius, low, high }
  const verdict = d - radius > epsilon ? 'fail' : d + radius < epsilon ? 'pass' : 'inconclusive'
  return { verdict, radius, low, high }
}

/** sup |F̂ − F| stays below this with a chance of 1 − alpha / 2; infinite without values. */
function massartRadius(n: number, alpha: number): number {
  return n > 0 ? Math.sqrt(Math.log(4 / alpha) / (2 * n)) : Number.POSITIVE_INFINITY
}
