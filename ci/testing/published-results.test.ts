import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plumbline } from '../../harness/cli/testing/plumbline.ts'

let cwd = ''
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-published-'))
})
afterAll(() => rm(cwd, { recursive: true }))

const kept = () => readdir(process.env.PLUMBLINE_TEST_RESULTS as string).catch(() => [])

test('what a program of the tests wrote is kept to be checked, though nobody looked at it and it is gone', async () => {
  const rows = Array.from({ length: 300 }, (_, i) => (i * 7) % 101)
  await writeFile(join(cwd, 'a.csv'), `f\n${rows.join('\n')}\n`)
  await writeFile(join(cwd, 'b.csv'), `f\n${rows.map(each => each + 1).join('\n')}\n`)
  await plumbline(['drift', '--reference', 'a.csv', '--current', 'b.csv', '--out', 'out'], { cwd })
  await rm(join(cwd, 'out'), { recursive: true })
  const names = await kept()
  expect(names).toHaveLength(1)
  const text = await readFile(join(process.env.PLUMBLINE_TEST_RESULTS as string, names[0] as string), 'utf8')
  expect(JSON.parse(text)).toMatchObject({ schema: 'plumbline.drift/1' })
})

test('what a test itself writes is not, but for what plumbline puts in place within its process', async () => {
  const before = (await kept()).length
  await writeFile(join(cwd, 'result.json'), '{ "torn": ')
  expect(await kept()).toHaveLength(before)
  await writeFile(join(cwd, 'waiting'), '{ "schema": "plumbline.drift/1" }')
  await rename(join(cwd, 'waiting'), join(cwd, 'result.json'))
  const names = await kept()
  expect(names).toHaveLength(before + 1)
  // It is none, and must not fail this file.
  for (const name of names) {
    const path = join(process.env.PLUMBLINE_TEST_RESULTS as string, name)
    if ((await readFile(path, 'utf8')) === '{ "schema": "plumbline.drift/1" }') await rm(path)
  }
})
