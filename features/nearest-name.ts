/**
 * The known name that somebody who wrote `name` most likely meant, or null where none is near: at most a third of the
 * letters, and at least one, may differ.
 */
export function nearestName(name: string, known: Iterable<string>): string | null {
  let nearest: string | null = null
  let least = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < least) {
      least = distance
      nearest = candidate
    }
  }
  return nearest
}

/** The mend of a message about an unknown name: the nearest known name, or else all of them (at most twelve). */
export function suggestName(name: unknown, known: Iterable<string>): string {
  const names = [...known]
  const nearest = typeof name === 'string' ? nearestName(name, names) : null
  if (nearest !== null) return `did you mean ${nearest}?`
  if (names.length === 0) return 'there are none'
  return `known are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}`
}

/** Levenshtein distance over UTF-16 units: names are ASCII wherever the distance decides anything. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(replaced, previous[j]! + 1, row[j - 1]! + 1))
    }
    previous = row
  }
  return previous[b.length]!
}
