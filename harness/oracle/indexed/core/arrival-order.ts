import type { Arena } from './arena.ts'
import type { FactRows } from './fact-rows.ts'

/** Facts in the order in which something becomes of them, gone through once as K goes on. */
export class ArrivalOrder {
  readonly #order: Int32Array
  readonly #when: Float64Array
  #at = 0

  /** `when` is by fact, and `order` sorts it. */
  constructor(order: Int32Array, when: Float64Array) {
    this.#order = order
    this.#when = when
  }

  /** The next fact whose time has come at K, −1 for none. */
  next(known: number): number {
    if (this.#at === this.#order.length) return -1
    const fact = this.#order[this.#at] as number
    if ((this.#when[fact] as number) > known) return -1
    this.#at++
    return fact
  }

  /** Stands behind every fact whose time has come at K. */
  restart(known: number): void {
    let [low, high] = [0, this.#order.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#when[this.#order[middle] as number] as number) <= known) low = middle + 1
      else high = middle
    }
    this.#at = low
  }
}

/**
 * The orders in which facts come and go. Facts mostly become known in the order of their τ: those that do need no
 * sorting, and the late ones that do not are an order of their own.
 */
export function arrivalOrders({ count, from, to }: FactRows, arena: Arena): ArrivalOrder[] {
  const prompt = arena.ints(count)
  const late = arena.ints(count)
  let [prompts, lates] = [count, 0]
  let soonest = Number.POSITIVE_INFINITY
  for (let i = count - 1; i >= 0; i--) {
    const came = from[i] as number
    if (came <= soonest) {
      soonest = came
      prompt[--prompts] = i
    } else late[lates++] = i
  }
  const orders = [
    new ArrivalOrder(prompt.subarray(prompts), from),
    new ArrivalOrder(sortedBy(late.subarray(0, lates), from), from),
  ]
  if (to === null) return orders
  const all = Int32Array.from({ length: count }, (_, i) => i)
  return [...orders, new ArrivalOrder(sortedBy(all, to), to)]
}

/** Sorts facts by their time, in place. */
export function sortedBy(facts: Int32Array, when: Float64Array): Int32Array {
  return facts.sort((a, b) => (when[a] as number) - (when[b] as number))
}
