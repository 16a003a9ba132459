import { formatCount, formatNumber, formatPercent } from '../format.ts'
import type { Result } from '../result.ts'
import type { Paint } from './paint.ts'
import { renderTable } from './table.ts'

/**
 * Feature × how much of an as-trained value nobody could have known at prediction time: rows, and the mean absolute
 * difference between the two readings in them. For one History; over made-up scenarios it would say nothing.
 */
export function lateDataTable(result: Result, width: number, paint: Paint): string[] {
  if (result.scenarios.length > 1) return []
  const rows = Object.entries(result.features).flatMap(([name, { lateData }]) => {
    return lateData === null || lateData.rows === 0 ? [] : [{ name, ...lateData }]
  })
  if (rows.length === 0) return []
  const mean = (difference: number | null) => (difference === null ? '–' : formatNumber(difference))
  return renderTable(
    [
      { title: 'late data', align: 'left', cells: rows.map(({ name }) => name) },
      { title: 'rows', align: 'right', cells: rows.map(({ rows }) => formatCount(rows)) },
      { title: 'of', align: 'right', cells: rows.map(({ judged }) => formatCount(judged)) },
      { title: 'share', align: 'right', cells: rows.map(({ rows, judged }) => formatPercent(rows / judged)) },
      {
        title: 'mean |difference|',
        align: 'right',
        cells: rows.map(({ meanAbsoluteDifference }) => mean(meanAbsoluteDifference)),
      },
    ],
    width,
    paint.faint,
  )
}
