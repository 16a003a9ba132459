/** One step of a small run; questions are asked between any two. */
export type SmallStep =
  /** The next record goes to the log. */
  | { readonly kind: 'append' }
  /** The worker polls so many records and writes their effects. */
  | { readonly kind: 'apply'; readonly records: number }
  | { readonly kind: 'commit' }
  /** As `apply`, but the worker dies when it has written so many keys. */
  | { readonly kind: 'crash'; readonly records: number; readonly keys: number }
  /** The worker dies, if it has not yet, and comes back. */
  | { readonly kind: 'restart' }

export type Schedule = readonly SmallStep[]

/** How a worker ends: between two steps (null), or while it applies. */
type Death = { readonly records: number; readonly keys: number } | null

/**
 * Every interleaving of append, apply, commit, crash and restart for a partition of so many records, with one crash or restart
 * at most, in which everything is applied in the end; one of each class that differs only in the order of independent
 * steps (docs/adversary.md says why those are independent).
 */
export function* schedulesOf(records: number): Generator<Schedule> {
  for (const batches of compositions(records)) yield lazily(batches.map(apply))
  for (let before = 0; before <= records; before++) {
    for (const first of compositions(before)) {
      for (const committed of [0, ...boundaries(first)]) {
        for (const death of deaths(records - before)) {
          for (const then of compositions(records - committed)) {
            const held = committedAfter(first.map(apply), committed)
            const dies: SmallStep[] = death === null ? [] : [{ kind: 'crash', ...death }]
            yield lazily([...held, ...dies, { kind: 'restart' }, ...then.map(apply)])
          }
        }
      }
    }
  }
}

/** How many there are, by sums over where the worker dies instead of by making them. */
export function countSchedules(records: number): number {
  const ways = (n: number) => (n === 0 ? 1 : 2 ** (n - 1))
  let count = ways(records)
  for (let before = 0; before <= records; before++) {
    const left = records - before
    let ends = 1
    for (let polled = 1; polled <= left; polled++) ends += Math.min(polled, keysMax) + 1
    // A boundary at `committed` cuts what was applied into two parts, each in batches of its own.
    let committing = ways(before) * ways(records)
    for (let committed = 1; committed <= before; committed++) {
      committing += ways(committed) * ways(before - committed) * ways(records - committed)
    }
    count += ends * committing
  }
  return count
}

/** Keys of a small history. */
const keysMax = 2

function apply(records: number): SmallStep {
  return { kind: 'apply', records }
}

/** Every way to cut `n` records into batches. */
export function compositions(n: number): number[][] {
  if (n === 0) return [[]]
  return Array.from({ length: n }, (_, i) => i + 1).flatMap(first =>
    compositions(n - first).map(rest => [first, ...rest]),
  )
}

/** Where batches end. */
function boundaries(batches: readonly number[]): number[] {
  let end = 0
  return batches.map(each => {
    end += each
    return end
  })
}

function deaths(left: number): Death[] {
  const dying: Death[] = [null]
  for (let records = 1; records <= left; records++) {
    for (let keys = 0; keys <= Math.min(records, keysMax); keys++) dying.push({ records, keys })
  }
  return dying
}

/** Puts the commit behind the batch after which `committed` records are applied; nowhere for 0. */
function committedAfter(steps: readonly SmallStep[], committed: number): SmallStep[] {
  let applied = 0
  return steps.flatMap((step): SmallStep[] => {
    if (step.kind === 'apply') applied += step.records
    return committed > 0 && applied === committed ? [step, { kind: 'commit' }] : [step]
  })
}

/** Appends each record just before the first step that polls it. */
function lazily(steps: readonly SmallStep[]): SmallStep[] {
  let appended = 0
  let position = 0
  let committed = 0
  return steps.flatMap((step): SmallStep[] => {
    const polled = step.kind === 'apply' || step.kind === 'crash' ? step.records : 0
    const missing = Math.max(0, position + polled - appended)
    appended += missing
    if (step.kind === 'apply') position += polled
    if (step.kind === 'commit') committed = position
    if (step.kind === 'restart') position = committed
    return [...Array.from({ length: missing }, (): SmallStep => ({ kind: 'append' })), step]
  })
}
