import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
/** Inside the checkout, so that `plumbline` is the package that the snippets import. */
const folder = join('.plumbline', 'readme')
const node = join('node_modules', '.bin', 'node')

async function snippets(): Promise<Map<string, string>> {
  const readme = await readFile('README.md', 'utf8')
  const found = readme.matchAll(/<!-- file: (\S+) -->\n```ts\n([\s\S]*?)```/g)
  return new Map([...found].map(([, name, text]) => [name as string, text as string]))
}

async function verify(...flags: string[]): Promise<{ code: number; text: string }> {
  const args = ['harness/cli/main.ts', 'verify', '--scenario', join(folder, 'hot-account.ts'), ...flags]
  try {
    return { code: 0, text: (await run(node, args)).stdout }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, text: stdout + stderr }
  }
}

beforeAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const [name, text] of await snippets()) await writeFile(join(folder, name), text)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('the README shows a features file, a scenario and a store', async () => {
  expect([...(await snippets()).keys()]).toEqual(['fraud.ts', 'hot-account.ts', 'my-store.ts'])
})

test('its snippets compile as a user would compile them', async () => {
  const config = {
    extends: '../../tsconfig.json',
    include: ['*.ts'],
    exclude: [],
    files: [...(await snippets()).keys()],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  await run(join('node_modules', '.bin', 'tsc'), ['-p', folder, '--noEmit'])
})

test('its scenario passes on the reference store, and its store is caught as it says', async () => {
  const clean = await verify('--out', join(folder, 'clean'))
  expect(clean.text).toMatch(/^PASS/)
  expect(clean.code).toBe(0)
  const skewed = await verify('--store', join(folder, 'my-store.ts'), '--out', join(folder, 'skewed'))
  expect(skewed.text).toMatch(/^SKEW {3}attempts_1h is wrong online/)
  expect(skewed.code).toBe(1)
})

test('its features file prints its document, hash and SQL', async () => {
  const { stdout } = await run(node, ['harness/cli/main.ts', 'definitions', join(folder, 'fraud.ts')])
  expect(stdout).toMatch(/"name": "fraud"/)
  expect(stdout).toMatch(/sha256 [0-9a-f]{64}/)
  expect(stdout).toMatch(/SELECT/)
})
