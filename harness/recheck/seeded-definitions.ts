import type { Definitions } from '../../features/definitions.ts'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'

/** The key part, and the field, that tell the runs of a batch apart. */
export const runPart = 'run_number'

interface Shape {
  readonly entity: Readonly<Record<string, string>>
  readonly sources: Readonly<Record<string, { readonly key: object; readonly fields: object }>>
}

/** A document whose keys begin with the number of the run, so that the logs of many runs can lie in one. */
export function seededDefinitions({ document }: Definitions): Definitions {
  const plain = document as Shape
  const sources = Object.entries(plain.sources).map(([name, source]) => [
    name,
    {
      ...source,
      key: { [runPart]: runPart, ...source.key },
      fields: { [runPart]: 'int', ...source.fields },
    },
  ])
  return definitionsOrThrow({
    ...plain,
    entity: { [runPart]: 'int', ...plain.entity },
    sources: Object.fromEntries(sources),
  })
}
