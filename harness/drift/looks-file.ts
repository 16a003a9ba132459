import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { PlumblineError } from '../../features/plumbline-error.ts'

/** Looks so far, by the name of a series of runs: a small file that a nightly job keeps. */
const looksSchema = z.object({
  schema: z.literal('plumbline.drift-looks/1'),
  looks: z.record(z.string(), z.number().int().min(0)),
})

/**
 * The number of the look that a series is about to take, 1 for the first; without the file nothing was looked at yet.
 * @throws PlumblineError `corrupt-file`; `missing-file` where it could not be written either
 */
export async function nextLook(path: string, series: string): Promise<number> {
  const folder = await stat(dirname(path)).catch(() => null)
  const own = await stat(path).catch(() => null)
  if (folder?.isDirectory() !== true || own?.isDirectory() === true) {
    throw new PlumblineError('missing-file', `${path} cannot hold looks: name a file in a folder that exists`)
  }
  return ((await readLooks(path))[series] ?? 0) + 1
}

/** Writes down that a look was taken, whole or not at all. */
export async function recordLook(path: string, series: string, look: number): Promise<void> {
  const looks = { ...(await readLooks(path)), [series]: look }
  await writeFile(`${path}.new`, `${JSON.stringify({ schema: 'plumbline.drift-looks/1', looks }, null, 2)}\n`)
  await rename(`${path}.new`, path)
}

async function readLooks(path: string): Promise<Record<string, number>> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return {}
  try {
    return looksSchema.parse(JSON.parse(text)).looks
  } catch (cause) {
    throw new PlumblineError(
      'corrupt-file',
      `${path} holds no looks (plumbline.drift-looks/1): delete it, and α is spent anew`,
      { cause },
    )
  }
}
