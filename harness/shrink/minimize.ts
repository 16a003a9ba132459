/** What an attempt costs is counted, so that shrinking ends. */
export interface Budget {
  /** Whether another attempt may be made; counts it. */
  spend(): boolean
  readonly spent: number
  /** Whether an attempt was refused. */
  readonly isOver: boolean
}

/** At most `steps` attempts until `deadline` (ms on the clock `now`). */
export function budgetOf(steps: number, deadline: number, now: () => number): Budget {
  let spent = 0
  let isOver = false
  return {
    get spent() {
      return spent
    },
    get isOver() {
      return isOver
    },
    spend() {
      if (spent >= steps || now() >= deadline) isOver = true
      else spent++
      return !isOver
    },
  }
}

/**
 * The fewest of some elements with which `fails` still holds, in their order: halves, quarters, … and at last single ones
 * are left out, again and again, until removing any one makes it pass, or the budget is spent.
 */
export async function fewest<T>(
  all: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
  budget: Budget,
): Promise<readonly T[]> {
  let kept = all
  let size = Math.ceil(kept.length / 2)
  while (kept.length > 0 && size >= 1) {
    let removed = false
    for (let from = 0; from < kept.length; ) {
      const rest = [...kept.slice(0, from), ...kept.slice(from + size)]
      if (!budget.spend()) return kept
      if (await fails(rest)) {
        kept = rest
        removed = true
      } else from += size
    }
    if (size === 1 && !removed) return kept
    size = removed && size === 1 ? 1 : Math.max(1, Math.floor(size / 2))
  }
  return kept
}
