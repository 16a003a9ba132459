/** Freezes a value and all that it holds, in place. Maps are made read-only: their changing methods throw. */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (value instanceof Map) {
    for (const [key, held] of value) {
      freezeDeep(key)
      freezeDeep(held)
    }
    for (const method of ['set', 'delete', 'clear']) Object.defineProperty(value, method, { value: refuse })
  } else for (const held of Object.values(value)) freezeDeep(held)
  return Object.freeze(value)
}

function refuse(): never {
  throw new TypeError('definitions are immutable: resolve a changed document instead')
}
