import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plumbline, resultOf } from '../harness/cli/testing/plumbline.ts'
import { startRedis } from './online/testing/start-redis.ts'

const patient = 240_000
let redis: Awaited<ReturnType<typeof startRedis>>
let cwd = ''

beforeAll(async () => {
  redis = await startRedis()
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-foreign-'))
}, patient)
afterAll(async () => {
  await redis.close()
  await rm(cwd, { recursive: true, force: true })
})

test(
  'on a Redis of somebody else, what would break it is not run and says why; nothing passes for it',
  async () => {
    // In a file, as a password would be.
    await writeFile(join(cwd, 'redis-url'), `${redis.address}\n`)
    const env = { REDIS_URL: '', REDIS_URL_FILE: join(cwd, 'redis-url') }
    const names = ['online-lost', 'regions'].flatMap(name => ['--scenario', name])
    const ended = await plumbline(['verify', '--real', ...names, '--json', '--out', 'out'], { cwd, env })
    const reason = 'Redis is the one of REDIS_URL, which is not broken: unset REDIS_URL'
    expect(ended.code).toBe(2)
    const result = resultOf(ended)
    expect(result).toMatchObject({ verdict: 'inconclusive', scenarios: [] })
    for (const [name, fault] of [
      ['online-lost', 'lose-online'],
      ['regions', 'pause-region'],
    ]) {
      expect(result.notRun).toContainEqual({ what: `the scenario ${name}`, reason: `${fault}: ${reason}` })
    }
    expect(ended.stderr).toMatch(/Redis is the one at 127\.0\.0\.1/)
  },
  patient,
)
