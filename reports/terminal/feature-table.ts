import { formatCount } from '../format.ts'
import type { Cells, FeatureResult, Result } from '../result.ts'
import type { Paint } from './paint.ts'
import { type Column, renderTable } from './table.ts'

/** Features that a table lists at most. */
const rowsMax = 20

type Row = readonly [name: string, cells: Cells, worst: string]

/** Feature × what became of its served values; where features are many, only those that are not all equal. */
export function featureTable(result: Result, width: number, paint: Paint): string[] {
  const all = Object.entries(result.features)
  const unlike = all.filter(([, { cells }]) => cells.equal < cells.compared)
  const listed = (all.length > rowsMax ? unlike : all).toSorted(
    ([, a], [, b]) => b.cells.defect - a.cells.defect,
  )
  const rows: Row[] = listed
    .slice(0, rowsMax)
    .map(([name, feature]) => [name, feature.cells, worstOf(feature)])
  const hidden = all.length - rows.length
  const alone = result.scenarios.length < 2
  if (all.length > 1) rows.push([hidden > 0 ? `all ${all.length} features` : 'all', result.cells, ''])
  if (rows.length === 0) return []
  const counted = (title: string, of: (cells: Cells) => number, bad?: (text: string) => string): Column => ({
    title,
    align: 'right',
    cells: rows.map(([, cells]) => formatCount(of(cells))),
    paint: (text, row) => (bad !== undefined && of((rows[row] as Row)[1]) > 0 ? bad(text) : text),
  })
  const columns: Column[] = [
    { title: 'feature', align: 'left', cells: rows.map(([name]) => name) },
    counted('compared', cells => cells.compared),
    counted('equal', cells => cells.equal),
    counted('defect', cells => cells.defect, paint.bad),
    counted('stale', cells => cells.staleness, paint.unsure),
    ...(result.cells.error > 0 ? [counted('error', cells => cells.error, paint.unsure)] : []),
    ...(result.cells.notJudged > 0
      ? [{ ...counted('not judged', cells => cells.notJudged), optional: true }]
      : []),
    { ...counted('late data', cells => cells.lateData), optional: true },
  ]
  if (!alone) {
    columns.push({
      title: 'worst scenario',
      align: 'left',
      cells: rows.map(([, , worst]) => worst),
      optional: true,
    })
  }
  return renderTable(columns, width, paint.faint)
}

function worstOf({ worstScenario }: FeatureResult): string {
  return worstScenario ?? '–'
}

/** Feature × what became of its training values, of the features that are wrong offline. */
export function trainingTable(result: Result, width: number, paint: Paint): string[] {
  const rows = Object.entries(result.features)
    .filter(([, { cells }]) => cells.training.leak + cells.training.defect > 0)
    .slice(0, rowsMax)
  if (rows.length === 0) return []
  const counted = (
    title: string,
    of: (training: Cells['training']) => number,
    bad?: (text: string) => string,
  ): Column => ({
    title,
    align: 'right',
    cells: rows.map(([, { cells }]) => formatCount(of(cells.training))),
    ...(bad === undefined ? {} : { paint: bad }),
  })
  const columns: Column[] = [
    { title: 'feature, offline', align: 'left', cells: rows.map(([name]) => name) },
    counted('compared', training => training.compared),
    counted('equal', training => training.equal),
    counted('leak', training => training.leak, paint.bad),
    counted('defect', training => training.defect, paint.bad),
    { ...counted('not judged', training => training.notJudged), optional: true },
  ]
  return renderTable(columns, width, paint.faint)
}
