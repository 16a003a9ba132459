import type { Tolerance } from '../../features/definitions.ts'
import { targetName } from '../../features/target.ts'
import type { Instant, ValueType } from '../../features/value.ts'
import { type CellCounts, type Counting, countCell, noCells } from './cell-counts.ts'
import { addOnDay, type DayCounts, dayOf } from './day-counts.ts'
import type { CellJudgement } from './judgement.ts'
import { countLate, type LateCounting, type LatePart } from './late-difference.ts'
import { type JudgedRow, type Mismatch, mismatchesOf } from './mismatch.ts'
import type { ColumnPlan } from './target-plan.ts'

/** A column as a tally knows it. */
export interface TalliedColumn {
  readonly target: string
  readonly column: string
  readonly kind: ColumnPlan['kind']
  readonly type: ValueType
  readonly tolerance: Tolerance | null
}

/** One column over the rows of a part. */
export interface ColumnPart {
  readonly of: TalliedColumn
  readonly cells: CellCounts
  readonly late: LatePart
  /** Cells whose recomputed sum lies outside 64 bits; absent: none. */
  readonly overflowed?: number
  /** As-of times (µs) of the first and last defect, leak or stale cell; null where there is none. */
  readonly firstMismatch: Instant | null
  readonly lastMismatch: Instant | null
  /** Served and training values that were compared, by day; absent where a scenario has a name. */
  readonly comparedByDay?: DayCounts
}

/** Some rows of one run, counted in their order: plain data that another process can send. */
export interface TallyPart {
  readonly scenario: string | null
  readonly seed: number | null
  readonly rows: number
  readonly trainingRows: { readonly compared: number; readonly missing: number; readonly several: number }
  /** Rows in which a search for a lag or a leak was cut. */
  readonly searchesCut: number
  readonly columns: readonly ColumnPart[]
  /** Every mismatch, in the order of the rows. */
  readonly mismatches: readonly Mismatch[]
  /** Late data that `mismatches` leaves out; absent: none. */
  readonly lateUnlisted?: number
}

/** Counts rows of one run into a part. */
export interface PartGatherer {
  readonly rows: number
  add(row: JudgedRow): void
  part(): TallyPart
}

interface ColumnCounting {
  readonly of: TalliedColumn
  readonly cells: Counting
  readonly late: LateCounting
  overflowed: number
  firstMismatch: Instant | null
  lastMismatch: Instant | null
  readonly comparedByDay?: Map<number, number>
}

/** Opens a part for the rows of a run. */
export function gatherPart(scenario: string | null, seed: number | null): PartGatherer {
  const columns = new Map<string, ColumnCounting>()
  const byPlan = new Map<ColumnPlan, ColumnCounting>()
  const mismatches: Mismatch[] = []
  const trainingRows = { compared: 0, missing: 0, several: 0 }
  let rows = 0
  let searchesCut = 0
  const countingOf = (target: string, plan: ColumnPlan): ColumnCounting => {
    const planned = byPlan.get(plan)
    if (planned !== undefined) return planned
    const name = `${target}.${plan.column}`
    const counting = columns.get(name) ?? openColumn(target, plan, scenario === null)
    columns.set(name, counting)
    byPlan.set(plan, counting)
    return counting
  }
  return {
    get rows() {
      return rows
    },
    add(row) {
      const { judgement, served } = row
      const target = targetName(row.target.target)
      const day = dayOf(served.asOf)
      rows++
      if (judgement.searchesCut > 0) searchesCut++
      if (judgement.trainingMatch === 'one') trainingRows.compared++
      else if (judgement.trainingMatch !== 'none') trainingRows[judgement.trainingMatch]++
      for (const cell of judgement.cells) {
        const counting = countingOf(target, cell.plan)
        countCell(counting.cells, cell.served, cell.training, cell.lateData)
        countLate(counting.late, cell)
        if (counting.comparedByDay !== undefined) addOnDay(counting.comparedByDay, day, comparedIn(cell))
        if (cell.overflowed === true) counting.overflowed++
        if (isMismatch(cell)) noteMismatch(counting, served.asOf)
      }
      mismatches.push(...mismatchesOf(row))
    },
    part: () => ({
      scenario,
      seed,
      rows,
      trainingRows,
      searchesCut,
      columns: [...columns.values()],
      mismatches,
    }),
  }
}

function openColumn(
  target: string,
  { column, kind, feature: { type, tolerance } }: ColumnPlan,
  byDay: boolean,
): ColumnCounting {
  return {
    of: { target, column, kind, type, tolerance },
    cells: noCells(),
    late: { rows: 0, judged: 0, distances: [] },
    overflowed: 0,
    firstMismatch: null,
    lastMismatch: null,
    ...(byDay ? { comparedByDay: new Map() } : {}),
  }
}

function comparedIn({ served, training }: CellJudgement): number {
  return (served === null ? 0 : 1) + (training === null ? 0 : 1)
}

function isMismatch({ served, training }: CellJudgement): boolean {
  const online = served?.kind === 'defect' || served?.kind === 'staleness'
  return online || training?.kind === 'defect' || training?.kind === 'leak'
}

function noteMismatch(counting: ColumnCounting, asOf: Instant): void {
  counting.firstMismatch = Math.min(counting.firstMismatch ?? asOf, asOf)
  counting.lastMismatch = Math.max(counting.lastMismatch ?? asOf, asOf)
}
