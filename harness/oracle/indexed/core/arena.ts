const firstSize = 1 << 14

/** Numbers that are kept from one key to the next; what a larger key took is let go after it. */
const keptSize = 1 << 21

/** Arrays that live as long as one key is at work: cut from one piece of memory, and all given back at once. */
export class Arena {
  #floats = new Float64Array(firstSize)
  #floatsUsed = 0
  #ints = new Int32Array(firstSize)
  #intsUsed = 0

  /** Doubles with anything in them. */
  floats(length: number): Float64Array {
    if (this.#floatsUsed + length > this.#floats.length) {
      this.#floats = new Float64Array(Math.max(2 * this.#floats.length, length))
      this.#floatsUsed = 0
    }
    const from = this.#floatsUsed
    this.#floatsUsed += length
    return this.#floats.subarray(from, from + length)
  }

  /** Integers with anything in them. */
  ints(length: number): Int32Array {
    if (this.#intsUsed + length > this.#ints.length) {
      this.#ints = new Int32Array(Math.max(2 * this.#ints.length, length))
      this.#intsUsed = 0
    }
    const from = this.#intsUsed
    this.#intsUsed += length
    return this.#ints.subarray(from, from + length)
  }

  /** Everything cut so far may be overwritten from here on. */
  reset(): void {
    if (this.#floats.length > keptSize) this.#floats = new Float64Array(firstSize)
    if (this.#ints.length > keptSize) this.#ints = new Int32Array(firstSize)
    this.#floatsUsed = 0
    this.#intsUsed = 0
  }
}
