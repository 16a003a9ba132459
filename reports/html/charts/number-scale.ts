import { scaleLinear } from 'd3-scale'

/** Where a number stands on an axis, in px, and round numbers to mark. */
export interface NumberScale {
  readonly at: (value: number) => number
  readonly ticks: (count: number) => readonly number[]
}

/** A linear scale over any finite numbers: doubles may lie further apart than the greatest double, or nearer than 1 / it. */
export function numberScale(
  [least, most]: readonly [number, number],
  range: readonly [number, number],
): NumberScale {
  const unit = unitOf(most - least)
  const scale = scaleLinear([least / unit, most / unit], range)
  return { at: value => scale(value / unit), ticks: count => scale.ticks(count).map(tick => tick * unit) }
}

/** In what to count, so that neither the span nor a step of it leaves the doubles. */
function unitOf(span: number): number {
  if (!Number.isFinite(span)) return 4
  return span < 1e-290 ? 1e-30 : 1
}
