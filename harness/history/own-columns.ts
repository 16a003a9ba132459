/**
 * Names in definitions hold no `__`, so the columns that are the reader's own begin with it. `row` and `reject` are the
 * same columns under plain names, where no field, key part or feature has that name.
 */
export function plainAliases(own: readonly string[], taken: Iterable<string>): string[] {
  const names = new Set(taken)
  return own.filter(name => !names.has(name)).map(name => `__${name} AS "${name}"`)
}
