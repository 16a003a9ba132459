import type { Instant } from '../value.ts'
import type { Fact } from './fact.ts'

/** Whether a version counts: it stands, or it stood at the instant (µs) that a scheduled feature looks from. */
export function isKnown({ knownFrom, knownTo }: Fact, knownAt: Instant | null): boolean {
  if (knownAt === null) return knownTo === null
  return knownFrom !== null && knownFrom <= knownAt && (knownTo === null || knownAt < knownTo)
}
