/**
 * P(D ≥ steps / n) for two samples of n values each without a tie (Gnedenko and Korolyuk): `steps` is h / n, the height
 * in values of the greatest gap between the two counts.
 */
export function ksClosedForm(n: number, steps: number, sides: 1 | 2): number {
  if (steps <= 0) return 1
  if (steps > n) return 0
  // The share of paths that touch the line `distance` away: C(2n, n − distance) / C(2n, n).
  let share = 1
  let distance = 0
  let sum = 0
  for (let reflection = 1; reflection * steps <= n; reflection++) {
    for (; distance < reflection * steps; distance++) share *= (n - distance) / (n + distance + 1)
    if (sides === 1) return share
    sum += reflection % 2 === 1 ? 2 * share : -2 * share
    if (share < 1e-18 * sum) break
  }
  return Math.min(1, Math.max(0, sum))
}
