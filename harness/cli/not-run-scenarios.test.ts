import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { plumbline, resultOf } from './testing/plumbline.ts'

test('a fault that nobody can make is not run with its reason, and never passes as if it had been', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'plumbline-not-run-'))
  const verify = (...names: string[]) => {
    const asked = names.flatMap(name => ['--scenario', name])
    return plumbline(['verify', ...asked, '--runs', '1', '--json', '--out', 'out'], { cwd })
  }
  const alone = await verify('log-restarts')
  expect(alone.code).toBe(2)
  expect(resultOf(alone)).toMatchObject({
    verdict: 'inconclusive',
    scenarios: [],
    notRun: [
      { what: 'the scenario log-restarts', reason: 'restart-log: a log in memory has nothing to be stopped' },
    ],
  })
  expect(resultOf(alone).sentences.join()).toMatch(
    /no scenario was run: log-restarts \(restart-log: a log in memory/,
  )
  await rm(join(cwd, 'out'), { recursive: true })
  const beside = await verify('log-restarts', 'regions', 'online-lost')
  const result = resultOf(beside)
  expect(beside.code).toBe(0)
  expect(result.scenarios.map(({ scenario }) => scenario)).toEqual(['regions', 'online-lost'])
  expect(result.notRun[0]).toMatchObject({ what: 'the scenario log-restarts' })
  expect(result.regions).toMatchObject({ names: ['east', 'west'], diverged: 0 })
  expect(result.regions!.pairs).toBeGreaterThan(20)
  expect(result.checks.find(({ name }) => name === 'regions')).toMatchObject({ verdict: 'pass' })
  await rm(cwd, { recursive: true })
})
