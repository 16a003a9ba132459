import type { DriftPartName } from '../../reports/drift-result.ts'
import type { ColumnFacts } from './tables/column-facts.ts'
import type { ColumnPair } from './tables/column-pair.ts'

/** The parts that a feature will be judged by, so that α can be shared before any of them is looked at. */
export function plannedParts(
  pair: ColumnPair,
  reference: ColumnFacts,
  current: ColumnFacts,
): DriftPartName[] {
  const either = (count: (facts: ColumnFacts) => number) => count(reference) + count(current) > 0
  const values =
    comparable(reference) > 0 && comparable(current) > 0 ? valueParts(pair, reference, current) : []
  return [
    ...values,
    'null',
    ...(pair.states === null ? [] : (['not-found', 'expired'] as const)),
    ...(either(facts => facts.nan) ? (['nan'] as const) : []),
    ...(either(facts => facts.infinite) ? (['infinite'] as const) : []),
  ]
}

/** Values that can be compared: NaN has no place in an order. */
export function comparable(facts: ColumnFacts): number {
  return facts.values - facts.nan
}

function valueParts(pair: ColumnPair, reference: ColumnFacts, current: ColumnFacts): DriftPartName[] {
  if (pair.kind === 'string') return ['values', 'unseen']
  if (pair.kind === 'vector' || pair.kind === 'list') {
    return fixedLength(pair, reference, current) === null
      ? ['length', 'first-element']
      : ['length', 'norm', 'coordinates']
  }
  return ['values']
}

/** The one length of all lists of numbers on both sides, which makes them vectors; null where there is none. */
export function fixedLength(pair: ColumnPair, reference: ColumnFacts, current: ColumnFacts): number | null {
  if (pair.kind === 'list' && pair.type !== 'list<float>' && pair.type !== 'list<int>') return null
  const [a, b] = [reference.lengths, current.lengths]
  if (a === null || b === null) return null
  return a.least === a.most && b.least === b.most && a.least === b.least && a.least >= 2 ? a.least : null
}
