import fc from 'fast-check'
import { type Random, randomOf } from '../random.ts'

/**
 * An arbitrary of what a seeded generator makes. It shrinks the thing itself, not its seed: `smaller` lists what is
 * next smaller, the smallest first, and fast-check keeps what still fails.
 */
export function shrinkable<T>(
  generate: (random: Random) => T,
  smaller: (value: T) => Iterable<T>,
): fc.Arbitrary<T> {
  return new ShrinkableArbitrary(generate, smaller)
}

class ShrinkableArbitrary<T> extends fc.Arbitrary<T> {
  readonly #make: (random: Random) => T
  readonly #smaller: (value: T) => Iterable<T>

  constructor(make: (random: Random) => T, smaller: (value: T) => Iterable<T>) {
    super()
    this.#make = make
    this.#smaller = smaller
  }

  override generate(mrng: fc.Random): fc.Value<T> {
    return new fc.Value(this.#make(randomOf(mrng.nextInt(0, 0x7fffffff))), undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return value !== undefined
  }

  override shrink(value: T): fc.Stream<fc.Value<T>> {
    return fc.stream(values(this.#smaller(value)))
  }
}

function* values<T>(items: Iterable<T>): IterableIterator<fc.Value<T>> {
  for (const item of items) yield new fc.Value(item, undefined)
}

/** The items without a half of them, without a quarter, … without one. */
export function* without<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let size = items.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < items.length; from += size)
      yield [...items.slice(0, from), ...items.slice(from + size)]
  }
}
