import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readResult } from '../../reports/any-result.ts'
import type { Result } from '../../reports/result.ts'
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
import { drawAudited } from '../picture/draw-pictures.ts'
import { buildResult, mismatchesKept } from '../verdict/build-result.ts'
import { auditFolder, writeRunFolder } from './run-folder.ts'
import { writeReports, writeResult } from './write-result.ts'

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

/** Names under which results wait beside their Histories until all of them are there. */
const waiting = { result: '.result.json.partial', mismatches: '.mismatches.parquet.partial' }

async function auditBeside(audit: HistoriesAudit): Promise<AuditedFolder> {
  const { folders } = audit
  const mismatchesOf = ({ path }: HistoryFolder) => join(path, waiting.mismatches)
  try {
    const [only] = folders
    const result =
      folders.length === 1 && only !== undefined
        ? (await auditOne(audit, only, mismatchesOf(only), keepWaiting)).result
        : await auditTogether(audit, null, mismatchesOf)
    for (const { path } of folders) {
      await rename(join(path, waiting.mismatches), join(path, 'mismatches.parquet'))
      await rename(join(path, waiting.result), join(path, 'result.json'))
      const read = readResult(JSON.parse(await readFile(join(path, 'result.json'), 'utf8')))
      if (read.kind === 'read') await writeReports(path, read.result)
    }
    return { result, written: folders.length === 1 ? (only?.path ?? null) : null }
  } finally {
    for (const { path } of folders) {
      for (const name of Object.values(waiting)) await rm(join(path, name), { force: true })
    }
  }
}

async function keepWaiting({ path }: HistoryFolder, result: Result): Promise<void> {
  await writeFile(join(path, waiting.result), `${JSON.stringify(result, null, 2)}\n`)
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
    const result = { ...judged, pictures: await drawAudited(judged, staged) }
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
    }
    const diagnosis = diagnoseCells(cells)
    const result = buildResult(tally.result(), { ...mergeFacts(all), budgets, diagnosis })
    if (mismatchesPath !== null) await writer.finish(mismatchesPath, diagnosis.cells)
    return result
  } finally {
    database.close()
  }
}
