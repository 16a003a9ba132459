import type { Definitions } from '../../features/definitions.ts'
import type { ExpressionScope } from '../../features/expressions/compile-to-js.ts'

/** Takes the features of a service for those of the first document that has one of their name. */
export function firstView() {
  const owners = new Map<string, string>()
  const first = (feature: string, between: string): string => {
    const name = feature.slice(feature.indexOf(between) + between.length)
    const owner = owners.get(name)
    return owner === undefined || !feature.includes(between) ? feature : owner + between + name
  }
  return {
    learn(definitions: Definitions): Definitions {
      for (const name of definitions.features.keys()) {
        if (!owners.has(name)) owners.set(name, definitions.name)
      }
      return definitions
    },
    scope: (scope: ExpressionScope): ExpressionScope => ({
      field: name => scope.field(name),
      feature: name => scope.feature(first(name, '.')),
      request: name => scope.request(name),
    }),
    columns<T>(row: Readonly<Record<string, T>>): Record<string, T> {
      const columns = Object.entries(row).map(([column, own]) => {
        const other = first(column, '__')
        return [column, Object.hasOwn(row, other) ? row[other] : own]
      })
      return Object.fromEntries(columns)
    },
  }
}
