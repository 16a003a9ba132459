import type { NamedCells } from '../../reports/prove-result.ts'
import { diagnoseCells } from '../diagnose/diagnose-cells.ts'
import { cellsOfHistory } from '../diagnose/diagnose-history.ts'
import { rowCauses } from '../diagnose/row-causes.ts'
import { budgetOf } from '../shrink/minimize.ts'
import { runScript } from '../shrink/run-script.ts'
import { scriptOf } from '../shrink/script.ts'
import { sizeOf, worstOf } from '../shrink/shrink-folder.ts'
import { shrinkScript } from '../shrink/shrink-script.ts'
import type { CaughtRun, Followers, ShrunkCase } from './prove-mutant.ts'

/** Tries for the case of one mutant, and how long they may take (ms). */
const stepsMax = 400
const timeMs = 4_000

/** What follows on a caught mutant; `now` is the machine's clock, ms. */
export function followersBy(now: () => number): Followers {
  return { nameCauses, shrink: caught => shrink(caught, now) }
}

function diagnosisOf(caught: readonly CaughtRun[]) {
  return diagnoseCells(caught.flatMap(({ run }) => cellsOfHistory(run.history, run.judged)))
}

/** The causes of all that is wrong in some runs, looked at together, those of the most cells first. */
async function nameCauses(caught: readonly CaughtRun[]): Promise<NamedCells[]> {
  const counts = new Map<string, number>()
  for (const { cause, explained } of [...diagnosisOf(caught).features.values()].flat()) {
    counts.set(cause, (counts.get(cause) ?? 0) + explained)
  }
  for (const [cause, rows] of rowCauses(caught.flatMap(({ run }) => run.judged.rows))) {
    counts.set(cause, (counts.get(cause) ?? 0) + rows)
  }
  // What stays stale is no wrong value to the diagnosis; the gate on freshness names it.
  const unsettled = caught.reduce((sum, { run }) => sum + run.unsettled, 0)
  if (unsettled > 0) counts.set('stale', (counts.get('stale') ?? 0) + unsettled)
  const named = [...counts].map(([cause, cells]) => ({ cause, cells }))
  return named.sort((a, b) => b.cells - a.cells)
}

/** The fewest events and probes that fail for the worst cause of a run; null where it did not fail again. */
async function shrink({ run, open }: CaughtRun, now: () => number): Promise<ShrunkCase | null> {
  const diagnosis = diagnosisOf([{ run, open }])
  const failure = worstOf(diagnosis)
  if (failure === null) return null
  const known = [...new Set([...diagnosis.features.values()].flat().map(({ cause }) => cause))]
  const found = await shrinkScript(scriptOf(run.history, run.moves), {
    failure,
    known,
    budget: budgetOf(stepsMax, now() + timeMs, now),
    onProgress: () => {},
    // A store that fails in a try is no case of a wrong value.
    run: async script => runScript(script, await open()).catch(() => null),
  })
  return found === null ? null : { ...sizeOf(found.smallest.history), minimal: found.isMinimal }
}
