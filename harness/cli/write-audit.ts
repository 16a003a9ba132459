import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../reports/result.ts'
import { auditStaged } from '../audit/audit-staged.ts'
import type { StagedHistory } from '../history/staged-history.ts'
import type { AuditFlags } from './audit-command.ts'
import type { Progress } from './progress.ts'
import { auditFolder, writeRunFolder } from './run-folder.ts'
import { showResult } from './show-result.ts'
import { toolVersions } from './versions.ts'

/**
 * Audits a staged History, writes `result.json` and `mismatches.parquet` beside it (`dir`) or where `--out` says, and
 * shows the result; gives its exit code. Closes what was staged.
 */
export async function writeAudit(
  staged: StagedHistory,
  dir: string | null,
  flags: AuditFlags,
  progress: Progress,
  signal: AbortSignal,
): Promise<number> {
  try {
    let result: Result | null = null
    const run = async (into: string) => {
      result = await auditInto(staged, into, flags, progress, signal)
    }
    const place = dir ?? null
    const out = flags.out ?? null
    const written =
      place === null || out !== null
        ? await writeRunFolder(out, auditFolder, run)
        : await writeBeside(place, run)
    progress.end()
    const made = result as unknown as Result
    showResult(made, {
      json: flags.json === true,
      paths: { ...(dir === null ? {} : { history: dir }), result: join(written, 'result.json') },
    })
    return made.exitCode
  } finally {
    await staged.close()
  }
}

async function writeBeside(dir: string, run: (into: string) => Promise<void>): Promise<string> {
  await mkdir(dir, { recursive: true })
  await run(dir)
  return dir
}

async function auditInto(
  staged: StagedHistory,
  dir: string,
  flags: AuditFlags,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result> {
  const result = await auditStaged(staged, {
    budgets: { freshnessSlo: flags.freshness ?? null, lateDataShare: flags.lateBudget ?? null },
    recheckRows: flags.recheck,
    mismatchesPath: join(dir, 'mismatches.parquet'),
    provenance: { versions: toolVersions(), options: staged.page.options },
    onProgress: progress.update,
    signal,
    now: () => performance.now(),
  })
  // Renamed into place, so that a stop in between leaves the result of before, or the new one.
  const partial = join(dir, '.result.json.partial')
  await writeFile(partial, `${JSON.stringify(result, null, 2)}\n`)
  await rename(partial, join(dir, 'result.json'))
  return result
}
