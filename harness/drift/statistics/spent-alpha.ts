import { PlumblineError } from '../../../features/plumbline-error.ts'

/**
 * The share of α that the `look`-th of any number of repeated looks (1, 2, …) may spend: 6α / (π² look²), which adds up to
 * α over all looks, so that a nightly run may go on for ever.
 * @throws PlumblineError `usage` for a look that is not a whole number from 1.
 */
export function spentAlpha(alpha: number, look: number): number {
  if (!Number.isSafeInteger(look) || look < 1) {
    throw new PlumblineError('usage', `look ${look} is no number of a look: count looks 1, 2, 3, …`)
  }
  return (6 * alpha) / (Math.PI * look) ** 2
}
