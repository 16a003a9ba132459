/** Keeps a bounded number of what it is given, spread evenly over all of it; deterministic. */
export interface SpreadSample<T> {
  add(each: T): void
  /** How many were added. */
  readonly seen: number
  kept(): readonly T[]
}

/** `capacity` at the most, and more than half of it where more than that was added. */
export function spreadSample<T>(capacity: number): SpreadSample<T> {
  let every = 1
  let seen = 0
  let kept: T[] = []
  return {
    get seen() {
      return seen
    },
    add(each) {
      if (seen++ % every !== 0) return
      kept.push(each)
      if (kept.length <= capacity) return
      kept = kept.filter((_, i) => i % 2 === 0)
      every *= 2
    },
    kept: () => kept,
  }
}
