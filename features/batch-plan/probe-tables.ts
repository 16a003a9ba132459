import type { SourcePlan } from './plan-context.ts'

/** Names of the temporary tables of one source that depend on the points, quoted. */
export interface ProbeTables {
  /** Distinct texts of `applied`, numbered. */
  readonly marks: string
  /** By mark and partition: the next offset not applied. */
  readonly offsets: string
  /** By key, partition and offset: the arrivals there. */
  readonly places: string
  /** By mark: the greatest arrival applied over the whole source. */
  readonly greatest: string
  /** By key and mark: the one K that knows the same, or that there is none. */
  readonly spans: string
  /** One row a point: its key, its T and what it knows. */
  readonly probes: string
}

export function probeTables(plan: SourcePlan): ProbeTables {
  return {
    marks: plan.table('marks'),
    offsets: plan.table('offsets'),
    places: plan.table('places'),
    greatest: plan.table('greatest'),
    spans: plan.table('spans'),
    probes: plan.table('probes'),
  }
}
