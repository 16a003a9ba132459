/**
 * How a store whose inside can be scheduled works between the items of a run's agenda; plain data. A store without
 * partitions applies everything before each question, whatever stands here.
 */
export interface Interleaving {
  /** How often, before an item, everything is applied and committed. */
  readonly catchUp: number
  /** At most so many single steps before an item. */
  readonly steps: number
  /** At most so many records in one step. */
  readonly batch: number
  /** Weights of the steps. */
  readonly apply: number
  readonly commit: number
  readonly crash: number
  readonly restart: number
  /** How often, before an item, a partition begins to stand still for the next items. */
  readonly stall: number
  /** Weight of a partition that moves to another worker, with its state; absent: none moves. */
  readonly rebalance?: number
  /** How often, before an item, a partition begins to be slow for the next items: it is mostly passed over. Absent: never. */
  readonly slow?: number
}

/** Everything is applied as soon as it is appended. */
export function prompt(): Interleaving {
  return { catchUp: 1, steps: 0, batch: 1, apply: 1, commit: 0, crash: 0, restart: 0, stall: 0 }
}

/** Steps and items in any order, with a restart now and then. */
export function random(options: Partial<Interleaving> = {}): Interleaving {
  return {
    catchUp: 0.1,
    steps: 3,
    batch: 5,
    apply: 6,
    commit: 3,
    crash: 0.2,
    restart: 0.2,
    stall: 0.01,
    ...options,
  }
}

/** A worker that falls behind, partitions that stand still, and a leap to the end of the log now and then. */
export function lagging(options: Partial<Interleaving> = {}): Interleaving {
  return {
    catchUp: 0.03,
    steps: 1,
    batch: 2,
    apply: 2,
    commit: 1,
    crash: 0,
    restart: 0,
    stall: 0.04,
    ...options,
  }
}

/** A worker that dies between its writes and its commit, again and again. */
export function restarts(options: Partial<Interleaving> = {}): Interleaving {
  return { catchUp: 0.1, steps: 4, batch: 4, apply: 4, commit: 1, crash: 1, restart: 1, stall: 0, ...options }
}
