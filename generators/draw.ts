import { type Duration, micros } from './micros.ts'
import type { Random } from './random.ts'

/** An option that each seed draws for itself. */
export type Draw<T> =
  | { readonly draw: 'between'; readonly from: Duration; readonly to: Duration }
  | { readonly draw: 'one-of'; readonly of: readonly T[] }
  | { readonly draw: 'sometimes'; readonly share: number; readonly of: Drawable<T> }

/** Options of which any part may be left to the seed; what was drawn is printed and stored with it. */
export type Drawable<T> = Draw<T> | Each<T>

type Each<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]: Drawable<T[K]> }
    : T

/**
 * A whole number or a duration (in µs) from `from` to `to`, both included; any number in between where one of the
 * bounds is a fraction, as shares are.
 */
export function between(from: Duration, to: Duration): Draw<number> {
  return { draw: 'between', from, to }
}

/** One of the choices, all as likely. */
export function oneOf<const T extends readonly unknown[]>(...of: T): Draw<T[number]> {
  return { draw: 'one-of', of }
}

/** What is there in a share of the seeds only (0 to 1), and left out in the others, as if it had not been written. */
export function sometimes<T>(share: number, of: NoInfer<Drawable<T>>): Draw<T> {
  return { draw: 'sometimes', share, of }
}

/**
 * The options with every draw replaced by what this seed draws. Each draw depends on the seed and on its own place in
 * the options only, so that an option that is added shifts no other.
 */
export function drawOptions<T>(options: Drawable<T>, random: Random): T {
  return drawAny(options, random) as T
}

/** One option that was left to the seed: its place, and what was drawn; undefined where it was left out. */
interface DrawnOption {
  readonly place: string
  readonly value: unknown
}

/** Of options and what a seed drew of them, those that were left to it. */
export function drawnParts(options: unknown, drawn: unknown, place = ''): DrawnOption[] {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return []
  if (isDraw(options)) return [{ place, value: drawn }]
  const own = (typeof drawn === 'object' && drawn !== null ? drawn : {}) as Readonly<Record<string, unknown>>
  return Object.entries(options).flatMap(([name, part]) =>
    drawnParts(part, own[name], place === '' ? name : `${place}.${name}`),
  )
}

function drawAny(options: unknown, random: Random): unknown {
  if (typeof options !== 'object' || options === null) return options
  if (Array.isArray(options)) return options
  if (isDraw(options)) return drawOne(options, random)
  const parts = Object.entries(options).map(
    ([name, part]) => [name, drawAny(part, random.fork(name))] as const,
  )
  return Object.fromEntries(parts.filter(([, part]) => part !== undefined))
}

function isDraw(options: object): options is Draw<unknown> {
  return 'draw' in options
}

function drawOne(draw: Draw<unknown>, random: Random): unknown {
  if (draw.draw === 'between') return drawBetween(draw.from, draw.to, random)
  if (draw.draw === 'sometimes') {
    return random.fork('there').chance(draw.share) ? drawAny(draw.of, random.fork('of')) : undefined
  }
  return drawAny(random.pick(draw.of), random.fork('of'))
}

function drawBetween(from: Duration, to: Duration, random: Random): number {
  const [least, most] = [from, to].map(bound => (typeof bound === 'number' ? bound : micros(bound))) as [
    number,
    number,
  ]
  if (Number.isInteger(least) && Number.isInteger(most)) return random.int(least, most)
  return least + random.fraction() * (most - least)
}
