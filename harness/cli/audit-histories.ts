import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Picture, Result } from '../../reports/result.ts'
import type { HistoryFolder } from '../audit/audit-folders.ts'
import { type AuditOptions, auditStaged } from '../audit/audit-staged.ts'
import { mergeFacts, type NamedFacts } from '../audit/merge-facts.ts'
import type { ColumnCells } from '../diagnose/build-cells.ts'
import { diagnoseCells } from '../diagnose/diagnose-cells.ts'
import { inScenario } from '../diagnose/in-scenario.ts'
import { openMismatchWriter } from '../diff/mismatch-writer.ts'
import { createTally, type Tally } from '../diff/tally.ts'
import { openDatabase } from '../history/open-database.ts'
import { readHistoryPage, stageHistory } from '../history/stage-history.ts'
import type { StageOptions } from '../history/stage-options.ts'
import { drawAudited, picturesMax } from '../picture/draw-pictures.ts'
import { buildResult, mismatchesKept } from '../verdict/build-result.ts'
import { withProofRecord } from './proof-record.ts'
import { auditFolder, writeRunFolder } from './run-folder.ts'
import { placeResult, prepareResult, resultFiles, waitingName, writeResult } from './write-result.ts'

export interface HistoriesAudit {
  /** At least one. */
  readonly folders: readonly HistoryFolder[]
  readonly staging: StageOptions
  readonly options: Omit<AuditOptions, 'mismatchesPath' | 'onRow'>
  /** Null: each result goes beside its History. */
  readonly out: string | null
}

export interface AuditedFolder {
  readonly result: Result
  /** Folder of the result; null where several were written, each beside its History. */
  readonly written: string | null
}

/**
 * Audits the Histories of a folder one after another and sums them up as one result. Results go beside the Histories,
 * all of them or, where the audit is stopped, none; or, summed up, to `out`.
 */
export async function auditHistories(audit: HistoriesAudit): Promise<AuditedFolder> {
  const { out, folders } = audit
  if (out === null) return auditBeside(audit)
  const made: Result[] = []
  const written = await writeRunFolder(out, auditFolder, async dir => {
    const path = join(dir, 'mismatches.parquet')
    const result =
      folders.length === 1
        ? (await auditOne(audit, folders[0] as HistoryFolder, path)).result
        : await auditTogether(audit, path, () => null)
    await writeResult(dir, result)
    made.push(result)
  })
  return { result: made[0] as Result, written }
}

const mismatchesFile = 'mismatches.parquet'

/** Results and all that is made of them wait beside their Histories until all of them are there. */
async function auditBeside(audit: HistoriesAudit): Promise<AuditedFolder> {
  const { folders } = audit
  const mismatchesOf = ({ path }: HistoryFolder) => join(path, waitingName(mismatchesFile))
  try {
    const [only] = folders
    const result =
      folders.length === 1 && only !== undefined
        ? (await auditOne(audit, only, mismatchesOf(only), keepWaiting)).result
        : await auditTogether(audit, null, mismatchesOf)
    for (const { path } of folders) {
      await rename(join(path, waitingName(mismatchesFile)), join(path, mismatchesFile))
      await placeResult(path)
    }
    return { result, written: folders.length === 1 ? (only?.path ?? null) : null }
  } finally {
    for (const { path } of folders) {
      for (const file of [mismatchesFile, ...resultFiles])
        await rm(join(path, waitingName(file)), { force: true })
    }
  }
}

async function keepWaiting({ path }: HistoryFolder, result: Result): Promise<void> {
  await prepareResult(path, result)
}

async function auditOne(
  { staging, options }: HistoriesAudit,
  folder: HistoryFolder,
  mismatchesPath: string | null,
  keep?: typeof keepWaiting,
  together?: Tally,
): Promise<{ result: Result; named: NamedFacts; cells: readonly ColumnCells[] }> {
  const staged = await stageHistory(folder.path, staging)
  try {
    const {
      result: judged,
      facts,
      cells,
    } = await auditStaged(staged, {
      ...options,
      mismatchesPath,
      provenance: { ...options.provenance, options: staged.page.options },
      onRow: row => together?.add({ ...row, scenario: row.scenario ?? folder.name }),
    })
    const result = await withProofRecord({ ...judged, pictures: await drawAudited(judged, staged) })
    await keep?.(folder, result)
    return { result, named: { name: folder.name, facts }, cells: inScenario(cells, folder.name) }
  } finally {
    await staged.close()
  }
}

/** Audits every History and sums all of them up; `eachPath` says where the mismatches of one go beside the sum's. */
async function auditTogether(
  audit: HistoriesAudit,
  mismatchesPath: string | null,
  eachPath: (folder: HistoryFolder) => string | null,
): Promise<Result> {
  const { folders, options } = audit
  const { onProgress, signal, budgets } = options
  const database = await openDatabase()
  try {
    const pages = await Promise.all(folders.map(({ path }) => readHistoryPage(path)))
    const targets = pages.flatMap(page => page.targets)
    const writer = await openMismatchWriter(database.connection, targets)
    const tally = createTally({
      mismatchesKept,
      freshnessSlo: budgets.freshnessSlo,
      sink: mismatch => writer.add(mismatch),
    })
    const all: NamedFacts[] = []
    const cells: ColumnCells[] = []
    const pictures: Picture[] = []
    for (const [i, folder] of folders.entries()) {
      signal.throwIfAborted()
      const say = (line: string) => onProgress(`${folder.name} (${i + 1} of ${folders.length}): ${line}`)
      const path = eachPath(folder)
      const keep = path === null ? undefined : keepWaiting
      const own = { ...budgets, suppressions: undefined }
      const one = { ...audit, options: { ...options, budgets: own, onProgress: say } }
      const audited = await auditOne(one, folder, path, keep, tally)
      all.push(audited.named)
      cells.push(...audited.cells)
      pictures.push(...(audited.result.pictures ?? []))
    }
    const diagnosis = diagnoseCells(cells)
    const judged = buildResult(tally.result(), { ...mergeFacts(all), budgets, diagnosis })
    const result = await withProofRecord({ ...judged, pictures: pictures.slice(0, picturesMax) })
    if (mismatchesPath !== null) await writer.finish(mismatchesPath, diagnosis.cells)
    return result
  } finally {
    database.close()
  }
}
