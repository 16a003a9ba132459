/** Which key each id was first accepted under, for one reader of a source; it grows with the ids of the source. */
export class IdRegistry {
  /** By id: the number of its key. Numbers rather than texts, to keep millions of ids small. */
  readonly #keyOfId = new Map<string | bigint, number>()
  readonly #numbers = new Map<string, number>()

  /** Whether the id may stand under the key: it is new, or was accepted under that key. */
  allows(id: string | bigint, key: string): boolean {
    const owner = this.#keyOfId.get(id)
    return owner === undefined || owner === this.#numbers.get(key)
  }

  has(id: string | bigint): boolean {
    return this.#keyOfId.has(id)
  }

  /** Says whether the id is new with that. */
  claim(id: string | bigint, key: string): boolean {
    if (this.#keyOfId.has(id)) return false
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.#numbers.size
      this.#numbers.set(key, number)
    }
    this.#keyOfId.set(id, number)
    return true
  }

  /** Lets an id go that was claimed for a record which never came into the log. */
  release(id: string | bigint): void {
    this.#keyOfId.delete(id)
  }
}
