import { InvalidArgumentError, Option } from 'commander'
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

/** Minutes, above 0 and at most a week. */
export function minutesOption(text: string): number {
  const minutes = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && minutes > 0 && minutes <= minutesMax) return minutes
  throw new InvalidArgumentError(`Write minutes above 0, at most ${minutesMax}, such as 5 or 0.5.`)
}

const minutesMax = 7 * 24 * 60

/** A duration such as `250ms`, in µs. */
export function durationOption(text: string): Micros {
  const micros = parseDuration(text as Duration)
  if (micros !== null) return micros
  throw new InvalidArgumentError('Write a whole number and us, ms, s, m, h or d, such as 250ms.')
}

/** Requests a second: above 0, and no more than one process can send. */
export function rateOption(text: string): number {
  const rate = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && rate > 0 && rate <= rateMax) return rate
  throw new InvalidArgumentError(`Write requests a second, above 0 and at most ${rateMax}.`)
}

const rateMax = 50_000

/** A share such as `1%` or `0.01`, above 0 and at most 1. */
export function shareOption(text: string): number {
  const share = parseShare(text)
  if (share > 0 && share <= 1) return share
  throw new InvalidArgumentError('Write a share above 0 and at most 100%, such as 1% or 0.01.')
}

/** A share that may be exceeded by nothing: from 0 on, at most 1. */
export function budgetOption(text: string): number {
  const share = parseShare(text)
  if (share >= 0 && share <= 1) return share
  throw new InvalidArgumentError('Write a share from 0% to 100%, such as 1% or 0.01.')
}

function parseShare(text: string): number {
  const found = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text.trim())
  return found === null ? Number.NaN : Number(found[1]) / (found[2] === '%' ? 100 : 1)
}

/** An amount of memory such as `4GB`, in bytes. */
function memoryOption(text: string): number {
  const found = /^(\d+(?:\.\d+)?) ?([KMGT])(i?)B$/i.exec(text)
  const power = 'KMGT'.indexOf(found?.[2]?.toUpperCase() ?? '') + 1
  const bytes = Math.floor(Number(found?.[1]) * (found?.[3] === '' ? 1000 : 1024) ** power)
  if (bytes > 0) return bytes
  throw new InvalidArgumentError('Write a size such as 500MB or 4GB.')
}

/** `--memory`, in bytes. */
export function memoryFlag(
  otherwise: string,
  about = 'memory for recomputing; beyond it DuckDB spills to disk, and keys are worked through in several passes',
): Option {
  return new Option('--memory <size>', about)
    .argParser(memoryOption)
    .default(memoryOption(otherwise), otherwise)
}

/** An instant with its zone, in µs. */
export function instantOption(text: string): Instant {
  const micros = parseInstant(text)
  if (micros !== null && Number.isSafeInteger(Number(micros))) return Number(micros)
  throw new InvalidArgumentError('Write an instant with its zone, such as 2026-03-01T00:00:00Z.')
}

/** `SOURCE=INSTANT`, such as `payments=2026-01-01T00:00:00Z`. */
export function sourceInstantOption(text: string): readonly [source: string, from: Instant] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), instantOption(text.slice(at + 1))]
  throw new InvalidArgumentError('Write SOURCE=INSTANT, such as payments=2026-01-01T00:00:00Z.')
}

/** For an option that may be given several times. */
export function each<T>(
  parse: (text: string) => T,
): (text: string, before: readonly T[] | undefined) => readonly T[] {
  return (text, before) => [...(before ?? []), parse(text)]
}
