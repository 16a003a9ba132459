/** The machine's clock, µs since the epoch. */
export function wallClock(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1_000)
}
