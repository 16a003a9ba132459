import type { ColumnCells } from './build-cells.ts'
import type { CellRow } from './cell.ts'

/** Cells of a History that names no scenario, under the name of its folder. */
export function inScenario(columns: readonly ColumnCells[], name: string): ColumnCells[] {
  const rows = new Map<CellRow, CellRow>()
  const named = (row: CellRow): CellRow => {
    if (row.scenario !== null) return row
    const known = rows.get(row) ?? { ...row, scenario: name }
    rows.set(row, known)
    return known
  }
  return columns.map(column => ({
    ...column,
    wrong: column.wrong.map(cell => ({ ...cell, row: named(cell.row) })),
    right: column.right.map(cell => ({ ...cell, row: named(cell.row) })),
    computed: column.computed.map(cell => ({ ...cell, row: named(cell.row) })),
    computedRows: column.computedRows.map(named),
    otherVersion: column.otherVersion.map(named),
  }))
}
