import { join } from 'node:path'
import type { RelationResult } from '../../reports/result.ts'
import type { GuardOptions } from '../drive/guarded-store.ts'
import { writeHistory } from '../history/write-history.ts'
import { scriptOf } from '../shrink/script.ts'
import type { OpenStore } from '../verify/load-store.ts'
import type { Run } from '../verify/run-once.ts'
import { runRelations } from './run-relations.ts'

/** What a relation came to in one run. */
export type RelationReport = Pick<
  RelationResult,
  'relation' | 'notRun' | 'compared' | 'differing' | 'example' | 'folder'
>

export interface RelateOptions {
  readonly open: OpenStore
  readonly guard: GuardOptions
  /** Folder of the run's Histories, and the name of this run in it. */
  readonly dir: string
  readonly name: string
}

/**
 * Relates a run to others of the same store. Pairs that contradict each other are written to `relations/` in the folder,
 * as two Histories.
 * @throws PlumblineError what the store throws in the first run, or interrupted
 */
export async function relateRun(
  run: Pick<Run, 'history' | 'moves'>,
  { open, guard, dir, name }: RelateOptions,
): Promise<RelationReport[]> {
  const seed = run.history.page.seed ?? 0
  const related = await runRelations(scriptOf(run.history, run.moves), open, guard, seed)
  const reports: RelationReport[] = []
  for (const { pair, ...report } of related) {
    const folder = pair === null ? null : `relations/${report.relation}-${name}`
    if (pair !== null && folder !== null) {
      await writeHistory(pair[0], join(dir, folder, 'first'))
      if (pair[1] !== null) await writeHistory(pair[1], join(dir, folder, 'second'))
    }
    reports.push({ ...report, folder })
  }
  return reports
}
