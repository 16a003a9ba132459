import { type Counting, countCells, noCells } from './cell-counts.ts'
import { addOnDay } from './day-counts.ts'
import type { Mismatch } from './mismatch.ts'
import type { ColumnPart, TallyPart } from './tally-part.ts'

/** Parts of one run as one part, small enough to be sent to another process however many rows there were. */
export interface PartSum {
  add(part: TallyPart): void
  /** Null where nothing was added. */
  part(): TallyPart | null
}

interface ColumnSum
  extends Omit<
    ColumnPart,
    'cells' | 'late' | 'overflowed' | 'firstMismatch' | 'lastMismatch' | 'comparedByDay'
  > {
  readonly cells: Counting
  readonly late: { rows: number; judged: number; readonly distances: readonly number[] } & {
    readonly summed: { rows: number; total: number }
  }
  overflowed: number
  firstMismatch: number | null
  lastMismatch: number | null
  readonly comparedByDay?: Map<number, number>
}

/**
 * Sums parts up. Of late data, which may be most of the cells, the first `lateKept` mismatches go along and the others
 * are counted; of the graver parts all do.
 */
export function partSum(lateKept: number): PartSum {
  const columns = new Map<string, ColumnSum>()
  const mismatches: Mismatch[] = []
  const trainingRows = { compared: 0, missing: 0, several: 0 }
  let first: TallyPart | null = null
  let rows = 0
  let searchesCut = 0
  let lateListed = 0
  let lateUnlisted = 0
  return {
    add(part) {
      first ??= part
      rows += part.rows
      searchesCut += part.searchesCut
      for (const kind of ['compared', 'missing', 'several'] as const)
        trainingRows[kind] += part.trainingRows[kind]
      for (const column of part.columns) addColumn(columns, column)
      for (const mismatch of part.mismatches) {
        if (mismatch.part !== 'late-data') mismatches.push(mismatch)
        else if (lateListed++ < lateKept) mismatches.push(mismatch)
        else lateUnlisted++
      }
    },
    part() {
      if (first === null) return null
      const { scenario, seed } = first
      return {
        scenario,
        seed,
        rows,
        trainingRows,
        searchesCut,
        columns: [...columns.values()],
        mismatches,
        lateUnlisted,
      }
    },
  }
}

function addColumn(columns: Map<string, ColumnSum>, { of, ...more }: ColumnPart): void {
  const name = `${of.target}.${of.column}`
  const sum = columns.get(name) ?? {
    of,
    cells: noCells(),
    late: { rows: 0, judged: 0, distances: [], summed: { rows: 0, total: 0 } },
    overflowed: 0,
    firstMismatch: null,
    lastMismatch: null,
    ...(more.comparedByDay === undefined ? {} : { comparedByDay: new Map<number, number>() }),
  }
  columns.set(name, sum)
  countCells(sum.cells, more.cells)
  sum.overflowed += more.overflowed ?? 0
  sum.late.rows += more.late.rows
  sum.late.judged += more.late.judged
  sum.late.summed.rows += more.late.distances.length
  for (const distance of more.late.distances) sum.late.summed.total += distance
  for (const [day, count] of more.comparedByDay ?? [])
    if (sum.comparedByDay !== undefined) addOnDay(sum.comparedByDay, day, count)
  const { firstMismatch, lastMismatch } = more
  if (firstMismatch !== null) sum.firstMismatch = Math.min(sum.firstMismatch ?? firstMismatch, firstMismatch)
  if (lastMismatch !== null) sum.lastMismatch = Math.max(sum.lastMismatch ?? lastMismatch, lastMismatch)
}
