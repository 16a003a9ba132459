import { join } from 'node:path'
import type { GuardOptions } from '../drive/guarded-store.ts'
import type { OpenStore } from '../verify/load-store.ts'
import type { Failure } from './failure.ts'
import { type ShrunkFolder, shrinkFolder } from './shrink-folder.ts'

/** One failure of a run of `verify` that is to be made smaller; plain data. */
export interface ShrinkJob {
  /** Folder of the History in which it fails, in the folder of the run. */
  readonly folder: string
  readonly failure: Failure
  readonly known: readonly Failure['cause'][]
  /** Folders that take the case, and that of another bug, in the folder of the run. */
  readonly out: string
  readonly otherOut: string
  readonly stepsMax: number
  readonly timeMs: number
}

/** What a shrinking process works with. */
export interface ShrinkSetting {
  readonly dir: string
  readonly open: OpenStore
  readonly store: string | null
  readonly guard: GuardOptions
  readonly now: () => number
}

/** Does one job; null where the failure did not come again. */
export async function doShrinkJob(
  { dir, ...setting }: ShrinkSetting,
  job: ShrinkJob,
): Promise<ShrunkFolder | null> {
  const outcome = await shrinkFolder({
    ...setting,
    dir: join(dir, job.folder),
    failure: job.failure,
    known: job.known,
    out: join(dir, job.out),
    otherOut: join(dir, job.otherOut),
    stepsMax: job.stepsMax,
    timeMs: job.timeMs,
    onProgress: () => {},
  })
  return outcome.kind === 'shrunk' ? outcome.shrunk : null
}
