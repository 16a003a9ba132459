import type { JudgedHistory } from '../audit/judge-history.ts'
import { planTarget } from '../diff/target-plan.ts'
import type { History } from '../history/history.ts'
import { buildCells, type ColumnCells } from './build-cells.ts'
import { cellSampler } from './sample-cells.ts'

/** The sampled cells of a small History that was judged in memory; none where all is right. Pure. */
export function cellsOfHistory(history: History, judged: JudgedHistory, clockSlack = 0): ColumnCells[] {
  const sampler = cellSampler()
  for (const row of judged.rows) sampler.add(row)
  if (!sampler.found) return []
  const targets = [...new Set(judged.rows.map(({ target }) => target))]
  const asked = history.tables.map(
    ({ target }) => targets.find(each => each.target === target) ?? planTarget(target),
  )
  const world = { logs: judged.logs, isWhole: true, targets: asked, cut: judged.cut, clockSlack }
  return sampler.columns().map(column => buildCells(column, world, history.page.training.reading))
}
