import type { NamedCells } from '../../reports/prove-result.ts'
import { diagnoseCells } from '../diagnose/diagnose-cells.ts'
import { cellsOfHistory } from '../diagnose/diagnose-history.ts'
import type { CaughtRun, Followers } from './prove-mutant.ts'

/** The causes of all that is wrong in some runs, looked at together, those of the most cells first. */
async function nameCauses(caught: readonly CaughtRun[]): Promise<NamedCells[]> {
  const { features } = diagnoseCells(caught.flatMap(({ run }) => cellsOfHistory(run.history, run.judged)))
  const counts = new Map<string, number>()
  for (const { cause, explained } of [...features.values()].flat()) {
    counts.set(cause, (counts.get(cause) ?? 0) + explained)
  }
  const named = [...counts].map(([cause, cells]) => ({ cause, cells }))
  return named.sort((a, b) => b.cells - a.cells)
}

/** What follows on a caught mutant. */
export const followers: Followers = { nameCauses, shrink: null }
