import { setImmediate } from 'node:timers/promises'
import { judgeHistory } from '../audit/judge-history.ts'
import { loadHistory } from '../history/load-history.ts'
import { stageHistory } from '../history/stage-history.ts'
import type { ColumnCells } from './build-cells.ts'
import { diagnoseCells } from './diagnose-cells.ts'
import { cellsOfHistory } from './diagnose-history.ts'
import type { Diagnosis } from './diagnosis.ts'

/**
 * Names the causes of what went wrong in small Histories that were written to folders, together: what one run leaves
 * open another may tell.
 * @throws the signal's reason where it is aborted
 */
export async function diagnoseFolders(dirs: readonly string[], signal: AbortSignal): Promise<Diagnosis> {
  const cells: ColumnCells[] = []
  for (const dir of dirs) {
    signal.throwIfAborted()
    const staged = await stageHistory(dir, { database: { settings: { threads: '1' }, signal } })
    try {
      const history = await loadHistory(staged)
      cells.push(...cellsOfHistory(history, judgeHistory(history)))
    } finally {
      await staged.close()
    }
    await setImmediate()
  }
  return diagnoseCells(cells)
}
