import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkout, plumbline, resultIn } from '../../cli/testing/plumbline.ts'
import { feastPython } from './find-feast.ts'

const python = await feastPython()

let cwd = ''
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-feast-'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

// Listed as skipped where no Python can import Feast: `npm run verify -- --store feast` installs it.
describe.skipIf(python === null)('Feast, live', () => {
  test('an older write that replaces a newer one is caught in SQLite, named, and shown by Feast alone', async () => {
    const env = { PLUMBLINE_FEAST_PYTHON: python ?? '' }
    const run = ['--scenario', 'foreign-out-of-order', '--store', 'feast', '--shrink', '0s', '--out', 'run']
    const ended = await plumbline(['verify', ...run], { cwd, env })
    expect(ended.code).toBe(1)
    const { features } = await resultIn(join(cwd, 'run'))
    // The newest arrival is served: by so few events the two names of it cannot be told apart.
    const causes = features.the_whole?.causes.map(({ cause }) => cause) ?? []
    expect(['out-of-order-overwrite', 'processing-time-used']).toContain(causes[0])
    const script = join(cwd, 'reproduce.py')
    const online = ['--feature', 'the_whole', '--side', 'online', '--out', script]
    const shown = await plumbline(['reproduce', join('run', 'foreign-out-of-order-1'), ...online], {
      cwd,
      env,
    })
    expect(shown.stdout).toMatch(/the difference shows\n\nwrote .*: 2 events\n$/)
    expect(await readFile(script, 'utf8')).not.toMatch(/plumbline/)
  }, 180_000)
})

test('a Python without Feast is said to have none', async () => {
  const env = { PLUMBLINE_FEAST_PYTHON: checkout('examples', 'my-store.ts') }
  const ended = await plumbline(['verify', '--store', 'feast', '--out', 'none'], { cwd, env })
  expect(ended.code).toBe(70)
  expect(ended.stderr).toMatch(/cannot import Feast: install it there/)
})
