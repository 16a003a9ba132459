import type { Value } from '../../features/value.ts'
import { equalsRecomputed } from '../../harness/diff/equal.ts'
import { specificationSources } from '../../harness/diff/specification-sources.ts'
import { storedOf, type WarehouseCase } from './warehouse-case.ts'

/** A row of a training set that a warehouse built. */
export interface GivenRow {
  readonly key: readonly Value[]
  readonly asOf: number
  readonly values: ReadonlyMap<string, Value>
}

/** Cells in which a training set differs from the specification, as trained at the end of the log; counts what it compares. */
export function disagreements(
  { definitions, logs, labels }: WarehouseCase,
  rows: readonly GivenRow[],
  totals: { compared: number; nonEmpty: number },
): string[] {
  const sources = specificationSources(logs)
  const shown = (value: unknown) =>
    JSON.stringify(value, (_, each) =>
      typeof each === 'bigint' ? `${each}n` : Object.is(each, -0) ? 0 : each,
    )
  const counted = (all: readonly { key: readonly Value[]; asOf: number }[]) =>
    all.map(({ key, asOf }) => shown([key, asOf])).sort()
  if (shown(counted(rows)) !== shown(counted(labels)))
    return [
      `${rows.length} rows for ${labels.length} labels: ${shown(counted(rows))} ${shown(counted(labels))}`,
    ]
  return rows.flatMap(({ key, asOf, values }) =>
    storedOf(definitions).flatMap(feature => {
      const point = { asOf, knowledge: { kind: 'at', k: Number.MAX_SAFE_INTEGER } as const, trained: true }
      const right = sources(definitions, feature.source.name).evaluate(feature, key, point)
      const value = values.get(feature.name) ?? null
      totals.compared++
      if (right.state !== 'not-found') totals.nonEmpty++
      if (equalsRecomputed(feature, { value, state: null }, right)) return []
      return [
        `${feature.name} at ${shown(key)} ${asOf}: ${shown(value)}, not ${shown(right)} ${shown(definitions.document)}`,
      ]
    }),
  )
}
