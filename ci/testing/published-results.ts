import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'

/**
 * For every file of tests: each `result.json` that plumbline wrote while they ran, in this process or in one that they
 * started, is as the published JSON Schema has it, whether or not a test looked at it.
 */
const keeper = new URL('./keep-results.mjs', import.meta.url)
const dir = join(await mkdtemp(join(tmpdir(), 'plumbline-results-')), 'kept')
process.env.PLUMBLINE_TEST_RESULTS = dir
process.env.PLUMBLINE_TEST_WORKER = String(process.pid)
const others = (process.env.NODE_OPTIONS ?? '').replace(` --import ${keeper}`, '')
process.env.NODE_OPTIONS = `${others} --import ${keeper}`
await import(keeper.href)

afterAll(async () => {
  try {
    if (existsSync(dir)) expect(await problemsIn(dir)).toEqual([])
  } finally {
    await rm(join(dir, '..'), { recursive: true, force: true })
  }
})

async function problemsIn(folder: string): Promise<string[]> {
  const { schemaProblems } = await import('../../reports/testing/published-schema.ts')
  const problems: string[] = []
  const texts = new Set<string>()
  for (const name of await readdir(folder)) texts.add(await readFile(join(folder, name), 'utf8'))
  for (const text of texts) {
    const result = JSON.parse(text) as { readonly schema?: unknown }
    problems.push(...schemaProblems(result).map(problem => `${result.schema}${problem}`))
  }
  return problems
}
