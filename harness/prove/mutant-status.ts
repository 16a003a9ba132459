import type { MutantStatus, NamedCells } from '../../reports/prove-result.ts'

/** What the runs of a mutant showed. */
export interface MutantEvidence {
  readonly causes: readonly string[]
  readonly caught: boolean
  readonly met: boolean
  /** Null where no diagnosis ran. */
  readonly named: readonly NamedCells[] | null
}

/** A cause of fewer of the wrong cells than this share sends nobody anywhere. */
const leastShare = 0.1

/** A cause too many sends a user after a bug that is not there, so the names must be the mutant's, no more and no less. */
export function mutantStatus({ causes, caught, met, named }: MutantEvidence): MutantStatus {
  if (!caught) return met ? 'survived' : 'not-triggered'
  if (named === null) return 'killed'
  const told = leadingCauses(named)
  const exact = told.length === causes.length && causes.every(cause => told.includes(cause))
  return exact ? 'killed' : 'misnamed'
}

/** The causes that a user is told of in earnest. */
function leadingCauses(named: readonly NamedCells[]): string[] {
  const all = named.reduce((sum, { cells }) => sum + cells, 0)
  return named.filter(({ cells }) => cells >= leastShare * all).map(({ cause }) => cause)
}
