import { Option } from 'commander'
import { formatDuration } from '../../features/duration.ts'
import type { Micros } from '../../features/value.ts'
import { durationOption } from './option-values.ts'

/** An option that takes a duration; its help shows the default as it is written, not in µs. */
export function durationFlag(flags: string, description: string, otherwise: Micros): Option {
  return new Option(flags, description)
    .argParser(durationOption)
    .default(otherwise, formatDuration(otherwise))
}
