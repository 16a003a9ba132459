import type { MarkName } from '../../../scenarios/rules/index.ts'
import type { Flip } from '../flip.ts'
import { aggregationFlips } from './aggregations.ts'
import { callFlips } from './calls.ts'
import { clockFlips } from './clocks.ts'
import { equalityFlips } from './equality.ts'
import { logFlips } from './log.ts'
import { nullFlips } from './nulls.ts'
import { readingFlips } from './readings.ts'
import { vectorFlips } from './vector.ts'
import { windowFlips } from './window.ts'

/** The flip of every mark; a mark without one does not compile. */
export const flips: Readonly<Record<MarkName, Flip>> = {
  ...clockFlips,
  ...logFlips,
  ...windowFlips,
  ...nullFlips,
  ...aggregationFlips,
  ...callFlips,
  ...vectorFlips,
  ...readingFlips,
  ...equalityFlips,
}
