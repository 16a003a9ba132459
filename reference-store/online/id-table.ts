import type { IdState } from '../../features/streaming-plan/id-state.ts'

const numbersPerId = 4

/** The states of the ids of one row. Most are four numbers and are kept as such: millions of objects would not fit. */
export class IdTable {
  /** By id: where its numbers begin. */
  readonly #places = new Map<string | bigint, number>()
  /** Revision, first arrival, lateness, event time; NaN stands for null. */
  readonly #numbers: number[] = []
  /** States that four numbers do not hold: deletes before the first upsert, revisions beyond 2⁵³. */
  readonly #others = new Map<string | bigint, IdState>()

  get(id: string | bigint): IdState | undefined {
    const at = this.#places.get(id)
    if (at === undefined) return this.#others.get(id)
    return {
      revision: this.#numbers[at]!,
      firstArrival: fromNumber(this.#numbers[at + 1]!),
      lateness: this.#numbers[at + 2]!,
      eventTime: fromNumber(this.#numbers[at + 3]!),
      deletes: [],
    }
  }

  set(id: string | bigint, state: IdState): void {
    const { revision, firstArrival, lateness, eventTime, deletes } = state
    if (deletes.length > 0 || typeof revision === 'bigint') {
      this.#places.delete(id)
      this.#others.set(id, state)
      return
    }
    this.#others.delete(id)
    const numbers = [revision, firstArrival ?? Number.NaN, lateness, eventTime ?? Number.NaN]
    let at = this.#places.get(id)
    if (at === undefined) {
      at = this.#numbers.length
      this.#places.set(id, at)
      for (const number of numbers) this.#numbers.push(number)
    } else {
      for (let i = 0; i < numbersPerId; i++) this.#numbers[at + i] = numbers[i]!
    }
  }
}

function fromNumber(number: number): number | null {
  return Number.isNaN(number) ? null : number
}
