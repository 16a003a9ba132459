const pattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(?:Z|([+-])(\d{2}):(\d{2}))$/

/**
 * Reads an ISO 8601 instant with a zone, such as `2026-03-01T00:00:00Z` or `2026-03-01T01:00:00.25+01:00`, as µs since
 * the epoch. Null where the text is no such instant: without a zone, with more than six digits of a second, on a day
 * or an hour that does not exist, or in a year that has no four digits in UTC.
 */
export function parseInstant(text: string): bigint | null {
  const match = pattern.exec(text)
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const zoneHours = Number(match[9] ?? 0)
  const zoneMinutes = Number(match[10] ?? 0)
  if (hour > 23 || minute > 59 || second > 59 || zoneHours > 23 || zoneMinutes > 59) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  const local = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000
  const zone = (match[8] === '-' ? -1 : 1) * (zoneHours * 60 + zoneMinutes) * 60_000
  const yearInUtc = new Date(local - zone).getUTCFullYear()
  if (yearInUtc < 0 || yearInUtc > 9999) return null
  return BigInt(local - zone) * 1000n + BigInt((match[7] ?? '').padEnd(6, '0'))
}

/** Writes µs since the epoch as ISO 8601 in UTC, with six digits of a second where it is not whole. */
export function formatInstant(micros: bigint | number): string {
  const all = BigInt(micros)
  const fraction = ((all % 1_000_000n) + 1_000_000n) % 1_000_000n
  const seconds = new Date(Number((all - fraction) / 1000n)).toISOString().replace(/\.000Z$/, '')
  return fraction === 0n ? `${seconds}Z` : `${seconds}.${String(fraction).padStart(6, '0')}Z`
}
