import { rmSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, symlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type FolderOwner, replaceFolder } from '../history/replace-folder.ts'
import { resultFiles } from './write-result.ts'

/** Where runs go unless `--out` says otherwise. */
const runsDir = join('.plumbline', 'runs')

const resultNames = [...resultFiles, 'redacted', 'mismatches.parquet']

/** Who owns a folder at a path. */
export type OwnerOf = (dir: string) => Promise<FolderOwner>

/** The folder of an audit: known by its `result.json`; whatever else is in it stays. */
export const auditFolder: OwnerOf = async () => owner(resultNames, 'plumbline.result')

/** The folder of a run of `latency`. */
export const latencyFolder: OwnerOf = async () => owner([...resultFiles, 'redacted'], 'plumbline.latency')

/** The folder of a run of `drift`. */
export const driftFolder: OwnerOf = async () => owner([...resultFiles, 'redacted'], 'plumbline.drift')

/** The folder of a run of `prove`. */
export const proveFolder: OwnerOf = async () => owner(['result.json'], 'plumbline.prove')

/** The folder of a run of `verify`: the Histories in it belong to it. */
export const verifyFolder: OwnerOf = async dir => {
  const names = await readdir(dir).catch(() => [])
  const histories: string[] = []
  for (const name of names) {
    const page = await stat(join(dir, name, 'history.json')).catch(() => null)
    if (page?.isFile()) histories.push(name)
  }
  return owner([...resultNames, 'cases', ...histories], 'plumbline.result')
}

function owner(names: readonly string[], schema: string): FolderOwner {
  return {
    what: 'a run of plumbline',
    names: new Set(names),
    isOurs: async dir => {
      const text = await readFile(join(dir, 'result.json'), 'utf8').catch(() => null)
      return text !== null && new RegExp(`"schema"\\s*:\\s*"${schema}/`).test(text)
    },
  }
}

/**
 * Lets `write` fill a new folder for a run, and puts it in its place when it is whole: nothing half written is ever
 * seen. A run of ours that stands there is replaced.
 * `write` is told both: where it writes, and where that will stand.
 * @returns the folder: `out`, or the next number under `.plumbline/runs`, where `latest` leads to it
 * @throws PlumblineError foreign-folder where `out` holds something else
 */
export async function writeRunFolder(
  out: string | null,
  ownerOf: OwnerOf,
  write: (dir: string, place: string) => Promise<void>,
): Promise<string> {
  if (out !== null) {
    await fill(out, ownerOf, fresh => write(fresh, out))
    return out
  }
  const dir = await claimNumber()
  try {
    await fill(dir, ownerOf, fresh => write(fresh, dir))
  } catch (error) {
    await rmdir(dir).catch(() => undefined)
    throw error
  }
  await pointLatest(dir)
  return dir
}

async function fill(dir: string, ownerOf: OwnerOf, write: (dir: string) => Promise<void>): Promise<void> {
  await replaceFolder(resolve(dir), await ownerOf(dir), true, async fresh => {
    // A second Ctrl-C ends the process without unwinding it.
    const clear = () => rmSync(dirname(fresh), { recursive: true, force: true })
    process.once('exit', clear)
    try {
      await write(fresh)
    } finally {
      process.off('exit', clear)
    }
  })
}

/** Makes the folder of the next number: of two runs that begin at once each gets its own. */
async function claimNumber(): Promise<string> {
  await mkdir(runsDir, { recursive: true })
  for (;;) {
    const numbers = (await readdir(runsDir)).filter(name => /^\d+$/.test(name)).map(Number)
    const dir = join(runsDir, String(Math.max(0, ...numbers) + 1).padStart(4, '0'))
    const taken = await mkdir(dir).then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return true
        throw error
      },
    )
    if (!taken) return dir
  }
}

/** Replaced by a rename, so that `latest` always leads somewhere. */
async function pointLatest(dir: string): Promise<void> {
  const fresh = join(runsDir, `.latest-${process.pid}`)
  await rm(fresh, { force: true })
  await symlink(dir.slice(runsDir.length + 1), fresh)
  await rename(fresh, join(runsDir, 'latest'))
}
