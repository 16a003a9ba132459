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

/**
 * Cells for which the second cause of a pair must be named, however many the first has: of two bugs one may be wrong in every
 * cell and the other on edges only, so that a share would ask for what the pair does not hold. Five wrong cells are what
 * an audit owes a name for too; a third cause is held to the share, as everywhere.
 */
const leastCells = 5

/** A cause too many sends a user after a bug that is not there, so the names must be the mutant's, no more and no less. */
export function mutantStatus({ causes, caught, met, named }: MutantEvidence): MutantStatus {
  if (!caught) return met ? 'survived' : 'not-triggered'
  if (named === null) return 'killed'
  const told = leadingCauses(named)
  const isAlone = told.every(cause => causes.includes(cause))
  // Of two bugs one may be met by few of the cells: it is told apart where it is named for enough of them to see.
  const seen = named.filter(({ cells }) => cells >= leastCells).map(({ cause }) => cause)
  const all = causes.length > 1 ? [...told, ...seen] : told
  return isAlone && causes.every(cause => all.includes(cause)) ? 'killed' : 'misnamed'
}

/** The causes that a user is told of in earnest. */
function leadingCauses(named: readonly NamedCells[]): string[] {
  const all = named.reduce((sum, { cells }) => sum + cells, 0)
  return named.filter(({ cells }) => cells >= leastShare * all).map(({ cause }) => cause)
}
