import type { CellJudgement } from './judgement.ts'

/** How far the as-known and as-trained values of a feature lie apart; semantics § 7, late data. */
export interface LateSummary {
  /** Rows in which the two readings differ. */
  readonly rows: number
  /** Rows in which both readings are judged. */
  readonly judged: number
  /** Of `rows`, those in which both values are numbers. */
  readonly numericRows: number
  /** Over `numericRows`; null where there is none. */
  readonly meanAbsoluteDifference: number | null
}

export interface LateDifference {
  add(cell: CellJudgement): void
  summary(): LateSummary
}

/** Gathers late data of one feature. */
export function lateDifference(): LateDifference {
  let rows = 0
  let judged = 0
  let numericRows = 0
  let total = 0
  return {
    add({ lateData, values }) {
      if (lateData === null) return
      judged++
      if (!lateData) return
      rows++
      const difference = distance(values?.asKnown?.value, values?.asTrained?.value)
      if (difference === null) return
      numericRows++
      total += difference
    },
    summary() {
      const meanAbsoluteDifference = numericRows === 0 ? null : total / numericRows
      return { rows, judged, numericRows, meanAbsoluteDifference }
    },
  }
}

/** |a − b| of two numbers or two integers, the latter taken before rounding; null for anything else. */
function distance(a: unknown, b: unknown): number | null {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b)
  if (typeof a === 'bigint' && typeof b === 'bigint') return Math.abs(Number(a - b))
  return null
}
