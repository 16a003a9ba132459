import type { Random } from './random.ts'

/**
 * Says yes to a share of the times it is asked, evenly spread: of n times at least ⌊n · share⌋. Independent draws would
 * leave a rare adversity out of one seed in a few hundred.
 */
export function quota(share: number, random: Random): () => boolean {
  let owed = random.fraction()
  return () => {
    owed += share
    if (owed < 1) return false
    owed -= 1
    return true
  }
}
