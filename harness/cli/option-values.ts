import { InvalidArgumentError } from 'commander'
import { type Duration, parseDuration } from '../../features/duration.ts'
import { parseInstant } from '../../features/instant-text.ts'
import type { Instant, Micros } from '../../features/value.ts'

/** A whole number from `least` on. */
export function wholeNumber(least: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`Write a whole number from ${least} on.`)
  }
}

/** A duration such as `250ms`, in µs. */
export function durationOption(text: string): Micros {
  const micros = parseDuration(text as Duration)
  if (micros !== null) return micros
  throw new InvalidArgumentError('Write a whole number and us, ms, s, m, h or d, such as 250ms.')
}

/** A share such as `1%` or `0.01`, above 0 and at most 1. */
export function shareOption(text: string): number {
  const found = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text.trim())
  const share = found === null ? Number.NaN : Number(found[1]) / (found[2] === '%' ? 100 : 1)
  if (share > 0 && share <= 1) return share
  throw new InvalidArgumentError('Write a share above 0, such as 1% or 0.01.')
}

/** An instant with its zone, in µs. */
export function instantOption(text: string): Instant {
  const micros = parseInstant(text)
  if (micros !== null && Number.isSafeInteger(Number(micros))) return Number(micros)
  throw new InvalidArgumentError('Write an instant with its zone, such as 2026-03-01T00:00:00Z.')
}

/** `NAME=VALUE`, both not empty. */
export function pairOption(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=')
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)]
  throw new InvalidArgumentError('Write NAME=VALUE.')
}

/** For an option that may be given several times. */
export function each<T>(
  parse: (text: string) => T,
): (text: string, before: readonly T[] | undefined) => readonly T[] {
  return (text, before) => [...(before ?? []), parse(text)]
}
