import type { Value } from '../value.ts'

/**
 * The text of a key tuple, by which state is addressed. Two keys of one entity have one text exactly when they are
 * the same key: each part is preceded by its length, so that `(1, 11)` and `(11, 1)` stay apart; −0 is 0.
 */
export function keyText(parts: readonly Value[]): string {
  if (parts.length === 1) return partText(parts[0] as Value)
  let text = ''
  for (const part of parts) {
    const one = partText(part)
    text += `${one.length}:${one}`
  }
  return text
}

/** Types need no mark: a part has the type that the entity declares. `String(-0)` is `0`. */
function partText(part: Value): string {
  return typeof part === 'string' ? part : String(part)
}
