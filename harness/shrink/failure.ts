import { judgeHistory } from '../audit/judge-history.ts'
import type { ColumnCells } from '../diagnose/build-cells.ts'
import { type CauseName, unexplained } from '../diagnose/cause-name.ts'
import type { Variant } from '../diagnose/cause-rule.ts'
import type { CellSide, StoredCell } from '../diagnose/cell.ts'
import { diagnoseComputed } from '../diagnose/diagnose-computed.ts'
import { cellsOfHistory } from '../diagnose/diagnose-history.ts'
import { evaluateAsked } from '../diagnose/evaluate-asked.ts'
import { causeRules } from '../diagnose/rules/index.ts'
import { explanationOf } from '../diagnose/score-variants.ts'
import { sameValue } from '../diff/same-value.ts'
import type { History } from '../history/history.ts'

/** What a case is about: one column on one side, wrong for one cause. */
export interface Failure {
  readonly target: string
  readonly column: string
  readonly side: CellSide
  readonly cause: CauseName | typeof unexplained
}

/** A cell that fails so. */
export interface FailingCell {
  readonly probeId: bigint | string
  readonly target: string
  readonly column: string
  readonly side: CellSide
  /** Whether its value is wrong, not its state alone. */
  readonly byValue: boolean
}

/** What a History says of a failure: cells that fail so, and cells that are wrong in a way that nobody has named. */
export interface Failing {
  readonly alike: readonly FailingCell[]
  readonly others: readonly FailingCell[]
}

/** Judges a small History and finds the cells that fail for the same cause; `known` causes are no other bug. */
export function failingCells(
  history: History,
  failure: Failure,
  known: readonly Failure['cause'][],
): Failing {
  const columns = cellsOfHistory(history, judgeHistory(history))
  const isOwn = ({ target, column, side }: ColumnCells) =>
    target === failure.target && column === failure.column && side === failure.side
  return {
    alike: columns.filter(isOwn).flatMap(column => cellsOf(column, [failure.cause], true)),
    others: columns.flatMap(column => cellsOf(column, [failure.cause, ...known], false)),
  }
}

/** The wrong cells of a column that one of these causes explains, or that none does. */
function cellsOf(
  column: ColumnCells,
  causes: readonly Failure['cause'][],
  explained: boolean,
): FailingCell[] {
  const { target, column: name, side } = column
  const place = (row: StoredCell['row'], byValue = true): FailingCell => {
    return { probeId: row.served.probeId, target, column: name, side, byValue }
  }
  const anything = causes.includes(unexplained)
  const variants = causes.flatMap(cause => variantsOf(cause, column))
  const stored = column.wrong.filter(cell => {
    return (anything || variants.some(variant => explanationOf(variant, cell) !== null)) === explained
  })
  const computed = [...diagnoseComputed(column).of].filter(
    ([, cause]) => (anything || causes.includes(cause)) === explained,
  )
  const versions = (anything || causes.includes('version-mixed')) === explained ? column.otherVersion : []
  return [
    ...stored.map(cell => place(cell.row, isWrongByValue(cell))),
    ...computed.map(([{ row }]) => place(row)),
    ...versions.map(row => place(row)),
  ]
}

function isWrongByValue(cell: StoredCell): boolean {
  return !sameValue(cell.given.value, evaluateAsked(cell).answer.value)
}

function variantsOf(cause: Failure['cause'], { wrong, right, side }: ColumnCells): readonly Variant[] {
  const [first] = wrong
  if (cause === unexplained || first === undefined) return []
  return causeRules[cause].variants({ feature: first.feature, side, wrong, right })
}
