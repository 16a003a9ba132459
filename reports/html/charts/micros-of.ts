/** µs since the epoch of an ISO 8601 text in UTC with up to six digits after the point. */
export function microsOf(text: string): number {
  const digits = /\.(\d{1,6})/.exec(text)?.[1] ?? ''
  const seconds = Date.parse(text.replace(/\.\d+/, ''))
  return seconds * 1_000 + Number(digits.padEnd(6, '0'))
}
