import { existsSync } from 'node:fs'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-folder-'))
})
afterAll(() => rm(dir, { recursive: true }))

test('makes the folders above as well, however many ask for them at once, and takes what is there', async () => {
  const deep = join(dir, 'a', 'b', 'c')
  await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(dir, 'a', 'b'))])
  expect((await stat(deep)).isDirectory()).toBe(true)
  await makeFolder(deep)
})

test('a file in the way is an error, below it as well', async () => {
  await writeFile(join(dir, 'file'), '')
  await expect(makeFolder(join(dir, 'file'))).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolder(join(dir, 'file', 'x'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

test.skipIf(!existsSync('/proc/self'))(
  'where nothing can be made it ends, with what the system says',
  async () => {
    // The recursive mkdir of Node 24 asks forever here.
    await expect(makeFolder('/proc/nope/deeper')).rejects.toMatchObject({
      code: 'ENOENT',
      path: '/proc/nope',
    })
  },
)
