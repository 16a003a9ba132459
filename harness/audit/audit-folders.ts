import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { PlumblineError } from '../../features/plumbline-error.ts'

/** The folder of one History. */
export interface HistoryFolder {
  readonly name: string
  readonly path: string
}

/**
 * The Histories that a folder holds: itself, or, for the folder of a run of `verify`, those in it, by name.
 * @throws PlumblineError missing-file where there is none
 */
export async function auditFolders(dir: string): Promise<HistoryFolder[]> {
  if (await holdsHistory(dir)) return [{ name: basename(dir), path: dir }]
  const names = await readdir(dir).catch(() => null)
  if (names === null)
    throw new PlumblineError('missing-file', `the folder ${dir} does not exist: check the path`)
  const found: HistoryFolder[] = []
  for (const name of names.sort()) {
    if (await holdsHistory(join(dir, name))) found.push({ name, path: join(dir, name) })
  }
  if (found.length > 0) return found
  const mend = 'give the folder of a History, or loose files with --features, --events and --served'
  throw new PlumblineError('missing-file', `${dir} has no history.json: ${mend}`)
}

async function holdsHistory(dir: string): Promise<boolean> {
  return (await stat(join(dir, 'history.json')).catch(() => null)) !== null
}
