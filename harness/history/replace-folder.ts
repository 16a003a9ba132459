import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { makeFolder } from './make-folder.ts'

/** How a folder of ours is known and what in it is ours. */
export interface FolderOwner {
  /** What stands in the folder, for messages: `a History`. */
  readonly what: string
  /** Names that belong to us; whatever else a folder of ours holds stays in it. */
  readonly names: ReadonlySet<string>
  /** Whether an existing folder that is not empty is one of ours. */
  isOurs(dir: string): Promise<boolean>
}

/**
 * Writes a folder beside its place and then renames it, so that nobody ever sees half of it. An empty folder is taken;
 * one of ours is replaced only where `replace` says so, and whatever is not ours in it stays.
 * @throws PlumblineError `foreign-folder`; whatever `write` throws, and then nothing is left behind.
 */
export async function replaceFolder(
  dir: string,
  owner: FolderOwner,
  replace: boolean,
  write: (dir: string) => Promise<void>,
): Promise<void> {
  const there = await contentsOf(dir)
  if (there !== null && there.length > 0) await checkOwner(dir, owner, replace)
  await makeFolder(dirname(dir))
  // A temporary folder is for its maker's eyes only, so the one that stays is made inside it.
  const holder = await mkdtemp(join(dirname(dir), `.${basename(dir)}-writing-`))
  const fresh = join(holder, basename(dir))
  try {
    await mkdir(fresh)
    await write(fresh)
    await swap(dir, fresh, owner)
  } finally {
    await rm(holder, { recursive: true, force: true })
  }
}

async function checkOwner(dir: string, owner: FolderOwner, replace: boolean): Promise<void> {
  if (!(await owner.isOurs(dir))) {
    throw new PlumblineError(
      'foreign-folder',
      `The folder ${dir} exists and does not hold ${owner.what}: choose another`,
    )
  }
  if (!replace) {
    throw new PlumblineError(
      'foreign-folder',
      `The folder ${dir} holds ${owner.what} already: choose another, or remove it`,
    )
  }
}

/** Puts the fresh folder in the place of the old one, and what is not ours in the old one into the fresh. */
async function swap(dir: string, fresh: string, owner: FolderOwner): Promise<void> {
  const foreign = ((await contentsOf(dir)) ?? []).filter(name => !owner.names.has(name))
  for (const name of foreign) await rename(join(dir, name), join(fresh, name))
  const old = `${fresh}-old`
  const exists = (await contentsOf(dir)) !== null
  if (exists) await rename(dir, old)
  await rename(fresh, dir)
  if (exists) await rm(old, { recursive: true, force: true })
}

/** @throws PlumblineError `foreign-folder` where the path is no folder. */
async function contentsOf(dir: string): Promise<string[] | null> {
  const found = await stat(dir).catch(() => null)
  if (found === null) return null
  if (found.isDirectory()) return readdir(dir)
  throw new PlumblineError('foreign-folder', `${dir} is a file: choose a folder`)
}
