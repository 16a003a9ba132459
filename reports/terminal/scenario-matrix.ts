import { formatCount } from '../format.ts'
import type { Cells, Result, ScenarioResult } from '../result.ts'
import type { Paint } from './paint.ts'
import { type Column, namesWidth, renderTable } from './table.ts'
import { besideLabel } from './wrap.ts'

const legend =
  '= all equal   ~ some stale   ! some not answered   ? none judged   a number: cells that are wrong'

/** Feature × scenario, a mark a cell, and the scenarios that the columns stand for; nothing for a single scenario. */
export function scenarioMatrix(result: Result, width: number, paint: Paint): string[] {
  const { scenarios } = result
  if (scenarios.length < 2) return []
  const names = Object.keys(result.features)
  const columns = scenarios.map((scenario, i): Column => {
    const marks = names.map(name => markOf(scenario.features[name]))
    return {
      title: String(i + 1),
      align: 'right',
      cells: marks,
      paint: text => paintMark(text, paint),
    }
  })
  const first: Column = { title: 'feature', align: 'left', cells: names }
  const blocks = inBlocks(first, columns, width)
  const tables = blocks.flatMap((block, i) => [
    ...(i === 0 ? [] : ['']),
    ...renderTable(withMarks([first, ...block]), width, paint.faint),
  ])
  return [
    ...tables,
    '',
    ...besideLabel('  ', paint.faint(legend), width),
    '',
    ...scenarioTable(scenarios, width, paint),
  ]
}

/** As many columns in a block as fit beside the names, at least one. */
function inBlocks(first: Column, columns: readonly Column[], width: number): Column[][] {
  const nameWidth = Math.max(...first.cells.map(name => name.length), first.title.length)
  const blocks: Column[][] = []
  let room = -1
  for (const column of columns) {
    const needed = 2 + Math.max(column.title.length, ...column.cells.map(cell => cell.length))
    if (room < needed) {
      blocks.push([])
      room = Math.max(width - 2 - Math.min(nameWidth, namesWidth), needed)
    }
    ;(blocks.at(-1) as Column[]).push(column)
    room -= needed
  }
  return blocks
}

/** Without the rows that say nothing in this block: most features are in few scenarios. */
function withMarks([first, ...block]: readonly Column[]): Column[] {
  const rows =
    first?.cells.map((_, row) => row).filter(row => block.some(({ cells }) => cells[row] !== '')) ?? []
  const keep = (column: Column): Column => ({
    ...column,
    cells: rows.map(row => column.cells[row] as string),
  })
  return [first as Column, ...block].map(keep)
}

function markOf(cells: Cells | undefined): string {
  if (cells === undefined) return ''
  const wrong = wrongCells(cells)
  if (wrong > 0) return wrong > 9_999 ? '>9999' : String(wrong)
  if (cells.error > 0) return '!'
  if (cells.equal + cells.staleness === 0) return '?'
  return cells.staleness > 0 ? '~' : '='
}

function paintMark(mark: string, paint: Paint): string {
  const text = mark.trim()
  if (text === '=') return paint.good(mark)
  return /[~!?]/.test(text) ? paint.unsure(mark) : paint.bad(mark)
}

function wrongCells({ defect, training }: Cells): number {
  return defect + training.leak + training.defect
}

function scenarioTable(scenarios: readonly ScenarioResult[], width: number, paint: Paint): string[] {
  const counted = (
    title: string,
    of: (scenario: ScenarioResult) => number,
    bad?: (text: string) => string,
  ): Column => ({
    title,
    align: 'right',
    cells: scenarios.map(scenario => formatCount(of(scenario))),
    paint: (text, row) => (bad !== undefined && of(scenarios[row] as ScenarioResult) > 0 ? bad(text) : text),
  })
  const columns: Column[] = [
    { title: '#', align: 'right', cells: scenarios.map((_, i) => String(i + 1)) },
    { title: 'scenario', align: 'left', cells: scenarios.map(({ scenario }) => scenario ?? '(unnamed)') },
    counted('runs', ({ runs }) => runs),
    { ...counted('probes', ({ rows }) => rows), optional: true },
    counted('compared', ({ cells }) => cells.compared),
    counted('wrong', ({ cells }) => wrongCells(cells), paint.bad),
    counted('stale', ({ cells }) => cells.staleness, paint.unsure),
    { ...counted('late data', ({ cells }) => cells.lateData), optional: true },
  ]
  return renderTable(columns, width, paint.faint)
}
