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

/** Late data of a feature in some rows, in their order. */
export interface LatePart {
  readonly rows: number
  readonly judged: number
  /** |as-known − as-trained| of each late row in which both are numbers. */
  readonly distances: readonly number[]
  /** Further such rows, summed up already. */
  readonly summed?: { readonly rows: number; readonly total: number }
}

/** A part that still grows. */
export interface LateCounting {
  rows: number
  judged: number
  readonly distances: number[]
}

/** Counts one cell in. */
export function countLate(part: LateCounting, { lateData, values }: CellJudgement): void {
  if (lateData === null) return
  part.judged++
  if (!lateData) return
  part.rows++
  const difference = distance(values?.asKnown?.value, values?.asTrained?.value)
  if (difference !== null) part.distances.push(difference)
}

export interface LateDifference {
  add(part: LatePart): void
  summary(): LateSummary
}

/** Sums late data of one feature up; the same rows in the same order give the same sum, however they are parted. */
export function lateDifference(): LateDifference {
  let rows = 0
  let judged = 0
  let numericRows = 0
  let total = 0
  return {
    add(part) {
      rows += part.rows
      judged += part.judged
      numericRows += part.distances.length
      for (const difference of part.distances) total += difference
      if (part.summed === undefined) return
      numericRows += part.summed.rows
      total += part.summed.total
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
