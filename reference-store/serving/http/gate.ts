/** Makes what is thrown instead of waiting. */
export interface Refusals {
  full(): Error
  late(): Error
}

/** Bounds how much is under way at once. What is too late still counts until it has ended. */
export class Gate {
  readonly #max: number
  #underWay = 0

  constructor(max: number) {
    this.#max = max
  }

  get underWay(): number {
    return this.#underWay
  }

  /** Gives what `work` gives, within `timeoutMs`. @throws one of the refusals, or what `work` throws */
  async pass<T>(work: () => Promise<T>, timeoutMs: number, refusals: Refusals): Promise<T> {
    if (this.#underWay >= this.#max) throw refusals.full()
    this.#underWay++
    const result = work().finally(() => {
      this.#underWay--
    })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(refusals.late()), timeoutMs)
    })
    try {
      return await Promise.race([result, late])
    } finally {
      clearTimeout(timer)
    }
  }
}
