import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'

/** Whether two paths are one file, or two files of the same bytes. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([stat(a), stat(b)])
  if ((await realpath(a)) === (await realpath(b))) return true
  if (first.size !== second.size) return false
  const [x, y] = await Promise.all([hashOf(a), hashOf(b)])
  return x === y
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
