import type { MutantStatus } from '../../reports/prove-result.ts'

/** What the runs of a mutant showed. */
export interface MutantEvidence {
  readonly causes: readonly string[]
  readonly caught: boolean
  readonly met: boolean
  /** Null where no diagnosis ran. */
  readonly named: readonly string[] | null
}

/** A cause too many sends a user after a bug that is not there, so the names must be the mutant's, no more and no less. */
export function mutantStatus({ causes, caught, met, named }: MutantEvidence): MutantStatus {
  if (!caught) return met ? 'survived' : 'not-triggered'
  if (named === null) return 'killed'
  const exact = named.length === causes.length && causes.every(cause => named.includes(cause))
  return exact ? 'killed' : 'misnamed'
}
