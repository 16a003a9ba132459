import type { DriftFeature, Judged } from '../../reports/drift-result.ts'

interface Rows {
  readonly reference: number
  readonly current: number
}

function unpaired(column: string, type: string, verdict: Judged, sentence: string, rows: Rows): DriftFeature {
  return {
    column,
    type,
    verdict,
    sentence,
    rows,
    parts: [],
    smallestShift: null,
    known: null,
    parting: null,
    unseen: [],
    where: [],
    notes: [],
  }
}

/** A feature that the reference has and the current side has not. */
export function missingFeature(column: string, type: string, rows: Rows): DriftFeature {
  return unpaired(
    column,
    type,
    'fail',
    'missing: the reference has this column, the current side has not',
    rows,
  )
}

/** A feature that only the current side has: there is nothing to hold it against. */
export function newFeature(column: string, type: string, rows: Rows): DriftFeature {
  return unpaired(
    column,
    type,
    'inconclusive',
    'new: the reference has no such column to hold it against',
    rows,
  )
}

/** A feature whose type became another that cannot be compared. */
export function changedFeature(
  column: string,
  types: { reference: string; current: string },
  rows: Rows,
): DriftFeature {
  return unpaired(
    column,
    `${types.reference} → ${types.current}`,
    'fail',
    `its type changed from ${types.reference} to ${types.current}, and the two cannot be compared`,
    rows,
  )
}

/** A feature whose values cannot be read, because its name is taken. */
export function reservedFeature(column: string, type: string, rows: Rows): DriftFeature {
  return unpaired(
    column,
    type,
    'inconclusive',
    `not compared: ${column} is how the number of a row is called, which hides a column of that name: rename the column, or ignore it`,
    rows,
  )
}
