/** How many letters of a value a message shows. */
const lettersMax = 40

/**
 * A value that a user gave, as messages show it: its JSON text, cut short. Never throws, whatever it is given: bigints,
 * cycles and functions have no JSON text.
 */
export function showValue(value: unknown): string {
  if (typeof value !== 'object' && typeof value !== 'string') return cut(String(value))
  try {
    return cut(
      JSON.stringify(value, (_key, held: unknown) => (typeof held === 'bigint' ? String(held) : held)),
    )
  } catch {
    return 'a value without a JSON text'
  }
}

function cut(text: string): string {
  return text.length > lettersMax ? `${text.slice(0, lettersMax)}…` : text
}
