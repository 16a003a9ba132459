import type { KeyPart } from '../features/definitions.ts'
import type { Value, ValueType } from '../features/value.ts'
import type { Random } from './random.ts'

/** How keys look: easy to tell apart, easily taken for one another, beyond 32 and 53 bits, or far from ASCII. */
export type KeyStyle = 'plain' | 'colliding' | 'wide' | 'unicode'

/** Which keys there are and how often each comes. */
export interface KeyShape {
  /** Distinct keys at most. */
  readonly keys: number
  readonly style: KeyStyle
  /** Zipf's exponent: 0 is uniform, 1.2 is skewed. */
  readonly zipf: number
  /** Share of the facts that one hot key takes before the rest is dealt out. */
  readonly hot: number
}

/** Keys that are all as likely. */
export function uniform(keys: number, style: KeyStyle = 'plain'): KeyShape {
  return { keys, style, zipf: 0, hot: 0 }
}

/** Keys by Zipf's law, the r-th as likely as r^−s, and one hot key that takes the share `hot` for itself. */
export function zipf(s: number, options: { keys?: number; hot?: number; style?: KeyStyle } = {}): KeyShape {
  return { keys: options.keys ?? 8, style: options.style ?? 'plain', zipf: s, hot: options.hot ?? 0 }
}

/** A key: its parts in the order of the entity. */
export type Key = readonly Value[]

/** The keys of a run, and how to choose among them. */
export interface KeyPool {
  readonly keys: readonly Key[]
  /** A key as facts have it. */
  draw(random: Random): Key
  /** A key that no fact has, though it may look like one that facts have; null where the style has no more. */
  readonly absent: readonly Key[]
}

/** Makes the keys of an entity; about as many absent ones as there are keys with facts. */
export function keyPool(entity: readonly KeyPart[], shape: KeyShape, random: Random): KeyPool {
  const candidates = distinctKeys(entity, shape, random)
  const count = Math.max(1, Math.min(shape.keys, candidates.length - 1))
  const keys = candidates.slice(0, count)
  const weights = keys.map((key, rank) => [(rank + 1) ** -shape.zipf, key] as const)
  return {
    keys,
    absent: candidates.slice(count),
    draw: source => (source.chance(shape.hot) ? (keys[0] as Key) : source.weighted(weights)),
  }
}

/** Distinct tuples, twice as many as asked for where the types have so many. */
function distinctKeys(entity: readonly KeyPart[], shape: KeyShape, random: Random): Key[] {
  // A part has the same candidates in every entity that has it, so that the documents of a service share keys.
  const few = entity.length === 1 ? Number.POSITIVE_INFINITY : shape.keys + 2
  const parts = entity.map(part => candidatesOf[shape.style](part.type, random.fork(part.name)).slice(0, few))
  const found = new Map<string, Key>()
  for (const key of pairedKeys(parts, random, 2 * shape.keys + 2)) found.set(keyText(key), key)
  return [...found.values()]
}

/** Tuples that differ in one part or exchange parts, (1, 11) and (11, 1), are drawn beside free ones. */
function pairedKeys(parts: readonly (readonly Value[])[], random: Random, wanted: number): Key[] {
  if (parts.length === 1) return (parts[0] as readonly Value[]).map(value => [value])
  const keys: Key[] = []
  for (let tries = 0; keys.length < 2 * wanted && tries < 8 * wanted; tries++) {
    const key = parts.map(values => random.pick(values))
    keys.push(key)
    const twin = [...key].reverse()
    if (twin.every((value, i) => typeof value === typeof key[i])) keys.push(twin)
  }
  return keys
}

const candidatesOf: Readonly<Record<KeyStyle, (type: ValueType, random: Random) => readonly Value[]>> = {
  plain: (type, random) => candidates(type, random, plainTexts, plainInts),
  colliding: (type, random) => candidates(type, random, collidingTexts, collidingInts),
  wide: (type, random) => candidates(type, random, collidingTexts, wideInts),
  unicode: (type, random) => candidates(type, random, unicodeTexts, wideInts),
}

function candidates(
  type: ValueType,
  random: Random,
  texts: readonly string[],
  ints: readonly bigint[],
): readonly Value[] {
  if (type === 'string') return random.shuffled(texts)
  if (type === 'int') return random.shuffled(ints)
  if (type === 'bool') return random.shuffled([true, false])
  // Wrapped, so that every µs fits in 64 bits with room to spare for what adds to it.
  if (type === 'timestamp') return random.shuffled(ints.map(value => BigInt.asIntN(60, value * 1_000n + 1n)))
  return random.shuffled([0.5, 1, -1, 1.5, 1e21, 11, 0.1, 0.30000000000000004, 1e-7])
}

const plainTexts = Array.from({ length: 40 }, (_, i) => `k${i}`)
const plainInts = Array.from({ length: 40 }, (_, i) => BigInt(i + 1))

/** Texts that a careless encoding of keys takes for one another, or for another type. */
const collidingTexts = [
  'a',
  'a ',
  ' a',
  'A',
  'a:b',
  'a|b',
  'a,b',
  'b',
  ':',
  '|',
  '',
  ' ',
  '1',
  '11',
  '01',
  '1.0',
  '1n',
  'null',
  'NULL',
  'true',
  '"1"',
  "'",
  '\\',
  'a\u0000b',
  'a\nb',
  '{}',
  '[]',
  'k1',
  'k10',
  'k01',
] as const

const collidingInts = [0n, 1n, 11n, 111n, -1n, -11n, 10n, 101n, 110n, 2n, 12n, 21n, 22n]

/** Beyond 32 bits, beyond what a double holds, and the ends of 64 bits. */
const wideInts = [
  2n ** 33n,
  -(2n ** 33n),
  2n ** 33n + 1n,
  2n ** 32n,
  1n,
  0n,
  -1n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 53n - 1n,
  -(2n ** 53n) - 1n,
  2n ** 31n,
  -(2n ** 31n),
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 63n - 2n,
]

/** One letter in two forms, letters that change length with their case, and code points beyond 16 bits. */
const unicodeTexts = [
  'é',
  'e\u0301',
  'ß',
  'SS',
  'ss',
  'İ',
  'i',
  'ı',
  '東京',
  '😀',
  '😀😀',
  '\uE000',
  '\uFFFD',
  '\u{10000}',
  '\u200B',
  'a\u200B',
  '\u03A9',
  '\u2126',
  '\uFB00',
  'ff',
]

/** Keys apart as semantics § 2 tells them apart: by type and value. */
function keyText(key: Key): string {
  return key
    .map(part => `${typeof part} ${JSON.stringify(typeof part === 'bigint' ? String(part) : part)}`)
    .join()
}
