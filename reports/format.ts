/** Made once: to make one takes longer than to write a number. */
const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const numbers = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 })

/** A count with commas between its thousands: `7,600`. */
export function formatCount(count: number): string {
  return counts.format(count)
}

/** `one value`, `2 values`, `7,600 values`. */
export function formatMany(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${formatCount(count)} ${many}`
}

/** A share in percent, with two digits that tell something: `0.54 %`, `25 %`, `0.0030 %`. */
export function formatPercent(share: number): string {
  return `${percentDigits(share)} %`
}

/** The two ends of an interval in percent: `0.39–0.73 %`. */
export function formatPercentRange(low: number, high: number): string {
  return `${percentDigits(low)}–${percentDigits(high)} %`
}

function percentDigits(share: number): string {
  const percent = share * 100
  if (percent === 0 || percent === 100) return String(percent)
  // Rounding must not say that all or nothing is meant where it is not.
  if (percent > 99) return percent > 99.99 ? '>99.99' : percent.toFixed(2)
  if (percent >= 10) return percent.toFixed(1)
  if (percent >= 0.1) return percent.toFixed(2)
  return percent >= 1e-6 ? percent.toPrecision(2) : percent.toExponential(1)
}

const units: readonly (readonly [name: string, micros: number])[] = [
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['min', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1_000],
]

/** A length of time given in µs: `1.5 s`, `-40 µs`, `2 h`. */
export function formatMicros(micros: number): string {
  const unit = units.find(([, size]) => Math.abs(micros) >= size)
  if (unit === undefined) return `${Math.round(micros)} µs`
  return `${Number((micros / unit[1]).toPrecision(3))} ${unit[0]}`
}

/** A number as a person reads it: at most four digits that tell something. */
export function formatNumber(value: number): string {
  return numbers.format(Number(value.toPrecision(4)))
}

/** A bound of a measured time given in µs; null is +∞, which JSON cannot write. */
export function formatBound(micros: number | null): string {
  return micros === null ? '+∞' : formatMicros(micros)
}
