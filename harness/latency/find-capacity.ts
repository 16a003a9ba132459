import type { BudgetVerdict } from './judge-budget.ts'

export interface CapacityFound {
  /** Highest rate (requests a second) that kept the SLO; 0 where none did. */
  readonly rate: number
  readonly tried: readonly { readonly rate: number; readonly verdict: BudgetVerdict }[]
}

/** Tries end where the two rates are this close (relative). */
const closeRelative = 0.05

const triesMax = 12

/**
 * The highest rate that still meets the SLO, by bisection between nothing and `ceiling` (requests a second, the saturation).
 * Only a rate that was proved to pass counts; what is inconclusive counts as too much.
 */
export async function findCapacity(
  ceiling: number,
  tryRate: (rate: number) => Promise<BudgetVerdict>,
): Promise<CapacityFound> {
  const tried: { rate: number; verdict: BudgetVerdict }[] = []
  let kept = 0
  let broken = ceiling
  while (tried.length < triesMax && broken - kept > closeRelative * broken && broken >= 2) {
    const rate = Math.max(1, Math.round((kept + broken) / 2))
    const verdict = await tryRate(rate)
    tried.push({ rate, verdict })
    if (verdict === 'pass') kept = rate
    else broken = rate
  }
  return { rate: kept, tried }
}
