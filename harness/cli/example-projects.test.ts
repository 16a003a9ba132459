import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkout, type Ended, plumblineEach, resultIn } from './testing/plumbline.ts'

let cwd = ''
let ended: Ended[] = []

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-examples-'))
  const fraud = ['--scenario', checkout('examples', 'fraud', 'hot-account.scenario.ts')]
  ended = await plumblineEach(
    [
      ['verify', ...fraud, '--runs', '1', '--out', 'fraud'],
      ['definitions', '--dialect', 'postgres', checkout('examples', 'fraud', 'features.ts')],
      ['definitions', '--dialect', 'duckdb', checkout('examples', 'feast', 'features.ts')],
    ],
    { cwd },
  )
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

// Catches an example that says something the library does not do any more.
test('the features of the fraud example are served as they are trained', async () => {
  expect(ended[0]?.code, ended[0]?.stderr).toBe(0)
  const { verdict, cells } = await resultIn(join(cwd, 'fraud'))
  expect([verdict, cells.defect]).toEqual(['pass', 0])
})

test('their SQL can be had for another engine', () => {
  expect([ended[1]?.code, ended[1]?.stderr]).toEqual([0, ''])
  expect(ended[1]?.stdout).toContain('CREATE TABLE "training" AS')
  expect(ended[2]?.stdout).toMatch(/CREATE OR REPLACE TABLE "?training"?/)
})
