interface Named {
  readonly target: string
  readonly column: string
}

/** How a report names a column: by itself where one target has it, else `<target>.<column>`. */
export function featureNamer(features: readonly Named[]): (feature: Named) => string {
  const targets = Map.groupBy(features, ({ column }) => column)
  const shared = new Set(
    [...targets]
      .filter(([, named]) => new Set(named.map(({ target }) => target)).size > 1)
      .map(([column]) => column),
  )
  return ({ target, column }) => (shared.has(column) ? `${target}.${column}` : column)
}
