import type { Window } from '../definitions.ts'
import type { Micros } from '../value.ts'
import type { SourcePlan } from './plan-context.ts'

/** How many buckets a window is cut in: more waste fewer facts at its ends, and cost more rows an ask. */
export const bucketsPerWindow = 4

/** The most that a window can span (µs), null where it is unbounded. */
export function spanOf({ length, slide }: Window): Micros | null {
  return length === null ? null : length + (slide ?? 0)
}

/** SQL text: T − w, rounded down to the slide's grid (µs); null for an unbounded window; semantics § 3. */
export function tailOf({ dialect }: SourcePlan, { length, slide }: Window, head: string): string | null {
  if (length === null) return null
  const exact = `(${head} - ${length})`
  return slide === null ? exact : `(${dialect.floorDivide(exact, String(slide))}) * ${slide}`
}

/** SQL text: the first instant in the window, instants being whole µs; null for an unbounded window. */
export function lowestOf(plan: SourcePlan, window: Window, head: string): string | null {
  const tail = tailOf(plan, window, head)
  return tail === null || window.closed === 'left' ? tail : `${tail} + 1`
}

/** SQL text: the last instant in the window. */
export function highestOf({ closed }: Window, head: string): string {
  return closed === 'left' ? `${head} - 1` : head
}
