import type { ServedOutcome, TrainingOutcome } from './judgement.ts'

/** Served cells: compared = equal + defect + staleness + notJudged + error; history § What is made of a History. */
export interface CellCounts {
  readonly compared: number
  readonly equal: number
  readonly defect: number
  readonly staleness: number
  readonly notJudged: number
  readonly error: number
  /** Stands apart: a cell of any other kind may be late too. */
  readonly lateData: number
  /** compared = equal + leak + defect + notJudged. */
  readonly training: {
    readonly compared: number
    readonly equal: number
    readonly leak: number
    readonly defect: number
    readonly notJudged: number
  }
}

/** Counts that are still going up. */
export type Counting = {
  -readonly [Name in keyof CellCounts]: Name extends 'training'
    ? { -readonly [Kind in keyof CellCounts['training']]: number }
    : number
}

export function noCells(): Counting {
  const training = { compared: 0, equal: 0, leak: 0, defect: 0, notJudged: 0 }
  return { compared: 0, equal: 0, defect: 0, staleness: 0, notJudged: 0, error: 0, lateData: 0, training }
}

/** Counts one cell in. */
export function countCell(
  counts: Counting,
  served: ServedOutcome | null,
  training: TrainingOutcome | null,
  lateData: boolean | null,
): void {
  if (served !== null) {
    counts.compared++
    counts[served.kind]++
  }
  if (training !== null) {
    counts.training.compared++
    counts.training[training.kind]++
  }
  if (lateData === true) counts.lateData++
}

const servedKinds = ['compared', 'equal', 'defect', 'staleness', 'notJudged', 'error', 'lateData'] as const
const trainingKinds = ['compared', 'equal', 'leak', 'defect', 'notJudged'] as const

/** Counts many cells in. */
export function countCells(counts: Counting, more: CellCounts): void {
  for (const kind of servedKinds) counts[kind] += more[kind]
  for (const kind of trainingKinds) counts.training[kind] += more.training[kind]
}

/** The sum of counts. */
export function addCells(all: Iterable<CellCounts>): CellCounts {
  const sum = noCells()
  for (const each of all) countCells(sum, each)
  return sum
}

/** Served cells about which something was found out: neither unanswered nor out of the log's reach. */
export function judgedCells({ equal, defect, staleness }: CellCounts): number {
  return equal + defect + staleness
}

/** Training cells about which something was found out. */
export function judgedTrainingCells({ training: { equal, leak, defect } }: CellCounts): number {
  return equal + leak + defect
}
