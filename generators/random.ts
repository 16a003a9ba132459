import { uniformBigInt } from 'pure-rand/distribution/uniformBigInt'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

/** All the chance there is in a run. Draws change it; forks do not depend on what was drawn before them. */
export interface Random {
  /** A uniform whole number, both ends included. */
  int(from: number, to: number): number
  bigint(from: bigint, to: bigint): bigint
  /** Uniform in [0, 1). */
  fraction(): number
  chance(probability: number): boolean
  /** One of the items, which must not be none. */
  pick<T>(items: readonly T[]): T
  /** One of the items by weight; a weight of zero never comes. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T
  /** The items in a random order. */
  shuffled<T>(items: readonly T[]): T[]
  /** At most `count` of the items, in their order. */
  sample<T>(items: readonly T[], count: number): T[]
  /**
   * A generator of its own for one purpose. It depends on the seed and on the labels on the way to it, never on
   * draws, so that a purpose that is added shifts no other.
   */
  fork(label: string): Random
}

/** The generator of a seed; the same seed gives the same draws on every machine. */
export function randomOf(seed: number | string): Random {
  return randomAt(String(seed))
}

function randomAt(path: string): Random {
  const source = xoroshiro128plusFromState(hash128(path))
  const int = (from: number, to: number) => uniformInt(source, from, to)
  const fraction = () => uniformFloat64(source)
  const shuffled = <T>(items: readonly T[]): T[] => {
    const left = [...items]
    for (let i = left.length - 1; i > 0; i--) {
      const j = int(0, i)
      const moved = left[i] as T
      left[i] = left[j] as T
      left[j] = moved
    }
    return left
  }
  return {
    int,
    bigint: (from, to) => uniformBigInt(source, from, to),
    fraction,
    chance: probability => probability > 0 && fraction() < probability,
    pick: items => items[pickIndex(items.length, int)] as (typeof items)[number],
    weighted: items => byWeight(items, fraction()),
    shuffled,
    sample(items, count) {
      const chosen = new Set(shuffled([...items.keys()]).slice(0, count))
      return items.filter((_, i) => chosen.has(i))
    },
    fork: label => randomAt(`${path}/${label}`),
  }
}

function pickIndex(size: number, int: (from: number, to: number) => number): number {
  if (size === 0) throw new Error('nothing to pick from')
  return int(0, size - 1)
}

function byWeight<T>(items: readonly (readonly [number, T])[], fraction: number): T {
  let left = fraction * items.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, item] of items) {
    if (left < weight) return item
    left -= weight
  }
  const last = items.findLast(([weight]) => weight > 0)
  if (last === undefined) throw new Error('nothing to pick from: every weight is zero')
  return last[1]
}

/** Four well-mixed words of a text (MurmurHash3's mixing, one lane a word), never all zero. */
function hash128(text: string): number[] {
  const words = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    for (let lane = 0; lane < 4; lane++) {
      words[lane] =
        Math.imul((words[lane] as number) ^ unit, 0x85ebca6b + 2 * lane) ^ ((words[lane] as number) >>> 15)
    }
  }
  const state = words.map((word, lane) => finalMix(word ^ (words[(lane + 1) % 4] as number) ^ text.length))
  return state.every(word => word === 0) ? [1, 2, 3, 4] : state
}

function finalMix(word: number): number {
  let mixed = word
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
