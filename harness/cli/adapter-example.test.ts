import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkout, type Ended, plumblineEach, resultIn } from './testing/plumbline.ts'

const example = checkout('examples', 'count-store.ts')
const coarse = checkout('ci', 'fixtures', 'stores', 'second-clock.ts')

let cwd = ''
let ended: Ended[] = []

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-example-'))
  const runs = ['--runs', '1', '--shrink', '0s']
  const scenarios = ['duplicates', 'boundaries'].flatMap(name => ['--scenario', name])
  ended = await plumblineEach(
    [
      ['adapter-check', example],
      ['verify', ...scenarios, '--store', example, ...runs, '--out', 'example'],
      ['adapter-check', coarse],
      ['verify', ...scenarios, '--store', coarse, ...runs, '--out', 'coarse'],
    ],
    { cwd },
  )
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

test('docs/adapters.md shows the example as it is', async () => {
  const page = await readFile(checkout('docs', 'adapters.md'), 'utf8')
  expect(page).toContain(`\`\`\`ts\n${await readFile(example, 'utf8')}\`\`\``)
})

test('the example keeps the contract, and what it declares not to do is not asked of it', async () => {
  expect(ended[0]?.code).toBe(0)
  expect(ended[0]?.stdout).toMatch(/^OK {5}count-store .*: \d+ checks\n/)
  const { verdict, cells, notRun } = await resultIn(join(cwd, 'example'))
  expect(verdict).toBe('pass')
  expect(cells.defect).toBe(0)
  expect(notRun.map(({ reason }) => reason)).toContain('the store does not take them')
})

test('a store that answers by its own clock, in whole seconds, is asked for now and nothing is wrong', async () => {
  expect(ended[2]?.stdout).toMatch(/^OK /)
  const { verdict, cells, notRun } = await resultIn(join(cwd, 'coarse'))
  expect(verdict).toBe('pass')
  expect(cells.compared).toBeGreaterThan(0)
  expect(cells.equal).toBe(cells.compared)
  const reasons = notRun.map(({ reason }) => reason)
  expect(reasons).toContain('the store answers by its own clock')
  expect(reasons).toContain("the store's clocks know nothing finer than 1 s")
})
