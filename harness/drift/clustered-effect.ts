import type { DriftPart } from '../../reports/drift-result.ts'
import type { PartQuestion } from './part-question.ts'
import { clustersMin } from './statistics/cluster-bootstrap.ts'
import { clustersOf, type DesignEffect, designEffect } from './statistics/design-effect.ts'

interface ClusteredEffect {
  readonly effect: DesignEffect
  /** Entities whose rows were followed; absent where rows are independent. */
  readonly entities: Pick<DriftPart, 'entities'>
  /** The design effect of so few entities is no estimate: neither a pass nor a failure may rest on it. */
  readonly isFew: boolean
}

/** By how much rows of one entity widen a part's intervals, and whether there are entities enough to say so. */
export function clusteredEffect(clustered: PartQuestion['clustered']): ClusteredEffect {
  if (clustered === null) return { effect: { reference: 1, current: 1 }, entities: {}, isFew: false }
  const entities = clustersOf(clustered.table)
  return {
    effect: designEffect(clustered.table, clustered.rowsOneIn),
    entities: { entities },
    isFew: areFew(entities),
  }
}

/** Fewer on either side than a design effect can be estimated from. */
export function areFew({ reference, current }: NonNullable<DriftPart['entities']>): boolean {
  return Math.min(reference, current) < clustersMin
}
