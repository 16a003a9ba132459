import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Target } from '../../features/target.ts'
import { targetsOf } from '../../features/targets-of.ts'
import { bindFiles, findTables, type HistoryFiles, type LooseFiles, sourcesOf } from './find-tables.ts'
import type { HistoryPage } from './history.ts'
import { emptyPage, parseHistoryPage } from './history-page.ts'
import { type Database, openDatabase } from './open-database.ts'
import { stageFiles } from './stage-files.ts'
import type { StageOptions } from './stage-options.ts'
import type { StagedHistory } from './staged-history.ts'
import { targetList } from './target-list.ts'

/** Files of somebody's platform, in any of the formats. */
export interface LooseHistory {
  readonly targets: readonly Target[]
  readonly files: LooseFiles
  readonly page?: Partial<HistoryPage>
}

/**
 * Opens the folder of a History in DuckDB; history.md says what is in it.
 * @throws PlumblineError `missing-file`, `corrupt-file`, `unknown-schema`, `bad-definition`, `missing-column`,
 * `wrong-column-type`, `ambiguous-time`, `empty-input`, `bad-mapping`, `usage`
 */
export async function stageHistory(dir: string, options: StageOptions = {}): Promise<StagedHistory> {
  const { page, targets } = await readHistoryPage(dir)
  return stageInDatabase(page, targets, await findTables(dir, targets), options)
}

/** What the `history.json` of a folder says, and the targets of its definitions. */
export async function readHistoryPage(
  dir: string,
): Promise<{ readonly page: HistoryPage; readonly targets: readonly Target[] }> {
  const found = await stat(dir).catch(() => null)
  if (!found?.isDirectory())
    throw new PlumblineError('missing-file', `The folder ${dir} does not exist: check the path`)
  const path = join(dir, 'history.json')
  const text = await readFile(path, 'utf8').catch(cause => {
    const mend = 'give the folder of a History, or loose files with --features, --events and --served'
    throw new PlumblineError('missing-file', `${path} cannot be read: ${mend}`, { cause })
  })
  const { page, documents } = parseHistoryPage(text, path)
  const targets = resolveTargets(documents, path)
  checkSources(page, targets, path)
  return { page, targets }
}

/**
 * Opens loose files in DuckDB.
 * @throws PlumblineError as `stageHistory`
 */
export async function stageLooseFiles(
  loose: LooseHistory,
  options: StageOptions = {},
): Promise<StagedHistory> {
  const files = bindFiles(loose.files, loose.targets)
  return stageInDatabase({ ...emptyPage, ...loose.page }, loose.targets, files, options)
}

async function stageInDatabase(
  page: HistoryPage,
  targets: readonly Target[],
  files: HistoryFiles,
  options: StageOptions,
): Promise<StagedHistory> {
  const database: Database = await openDatabase(options.database)
  try {
    return await stageFiles(database, page, targets, files, options)
  } catch (error) {
    database.close()
    throw error
  }
}

/** A source that nobody has is a misspelt one, whose log would be taken for whole. */
function checkSources({ completeFrom }: HistoryPage, targets: readonly Target[], path: string): void {
  const sources = sourcesOf(targets)
  const unknown = Object.keys(completeFrom).find(source => !sources.has(source))
  if (unknown === undefined) return
  throw new PlumblineError(
    'usage',
    `${path}: complete_from names ${unknown}, which is no source of the definitions: ${suggestName(unknown, sources)}`,
  )
}

function resolveTargets(documents: readonly unknown[], path: string): Target[] {
  try {
    return targetList(targetsOf(documents))
  } catch (cause) {
    if (!(cause instanceof PlumblineError)) throw cause
    throw new PlumblineError(cause.code, `${path}: ${cause.message}`, { cause })
  }
}
