import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkout, plumbline, resultOf } from '../cli/testing/plumbline.ts'

test('a regression is found by the name of its file, and suggested where one is misspelt', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'plumbline-named-'))
  const dir = join(cwd, 'scenarios', 'regressions')
  await mkdir(dir, { recursive: true })
  const steady = JSON.stringify(checkout('scenarios', 'steady.ts'))
  await writeFile(
    join(dir, 'twice-at-noon.ts'),
    `import steady from ${steady}\nexport default { ...steady, name: 'twice-at-noon' }\n`,
  )
  const verify = (name: string) => {
    return plumbline(['verify', '--scenario', name, '--runs', '1', '--json', '--out', 'out'], { cwd })
  }
  const found = await verify('twice-at-noon')
  expect([found.code, found.stderr]).toEqual([0, expect.anything()])
  expect(resultOf(found).scenarios.map(({ scenario }) => scenario)).toEqual(['twice-at-noon'])
  const misspelt = await verify('twice-at-non')
  expect(misspelt.code).toBe(64)
  expect(misspelt.stderr).toMatch(/there is no scenario twice-at-non: did you mean twice-at-noon\?/)
  await rm(cwd, { recursive: true })
})
