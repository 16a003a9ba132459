import { mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type FolderOwner, replaceFolder } from '../history/replace-folder.ts'

/** Where runs go unless `--out` says otherwise. */
const runsDir = join('.plumbline', 'runs')

/** The folder of a run: known by its `result.json`; Histories lie in folders of their own in it. */
const runOwner: FolderOwner = {
  what: 'a run of plumbline',
  names: new Set(['result.json', 'mismatches.parquet']),
  isOurs: async dir => {
    const text = await readFile(join(dir, 'result.json'), 'utf8').catch(() => null)
    return text !== null && /"schema"\s*:\s*"plumbline\.result\//.test(text)
  },
}

/**
 * Lets `write` fill a new folder for a run, and puts it in its place when it is whole: nothing half written is ever seen.
 * @returns the folder: `out`, or the next number under `.plumbline/runs`, where `latest` leads to it
 * @throws PlumblineError foreign-folder where `out` holds something else
 */
export async function writeRunFolder(
  out: string | null,
  write: (dir: string) => Promise<void>,
): Promise<string> {
  const dir = out ?? join(runsDir, await nextNumber())
  await replaceFolder(dir, runOwner, false, write)
  if (out === null) await pointLatest(dir)
  return dir
}

async function nextNumber(): Promise<string> {
  await mkdir(runsDir, { recursive: true })
  const numbers = (await readdir(runsDir)).filter(name => /^\d+$/.test(name)).map(Number)
  return String(Math.max(0, ...numbers) + 1).padStart(4, '0')
}

/** Replaced by a rename, so that `latest` always leads somewhere. */
async function pointLatest(dir: string): Promise<void> {
  const fresh = join(runsDir, `.latest-${process.pid}`)
  await rm(fresh, { force: true })
  await symlink(dir.slice(runsDir.length + 1), fresh)
  await rename(fresh, join(runsDir, 'latest'))
}
