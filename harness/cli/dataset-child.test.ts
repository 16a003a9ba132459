import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { referenceStorePath } from '../verify/load-store.ts'
import { runShardProcess } from './dataset-child.ts'
import type { ShardSetting } from './dataset-process.ts'
import { driftAsked } from './drift-config.ts'
import { checkout } from './testing/plumbline.ts'

let dir = ''

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-shard-'))
  await mkdir(join(dir, 'run'))
})

afterAll(() => rm(dir, { recursive: true, force: true }))

async function settingOf(store: string): Promise<ShardSetting> {
  return {
    scenario: 'flights',
    store,
    shard: { index: 0, of: 50 },
    dir: join(dir, 'run'),
    folder: 'flights-1',
    budgets: { freshnessSlo: null, lateDataShare: null },
    versions: {},
    drift: await driftAsked(undefined, []),
    callTimeoutMs: 60_000,
    recheckRows: 1,
    memory: 2 ** 28,
  }
}

// Catches an error that loses its code or its sentence on the way from one process to the other.
test('what a shard refuses is said as if there were one process', async () => {
  const setting = await settingOf(checkout('ci', 'fixtures', 'stores', 'does-not-load.ts'))
  const never = new AbortController().signal
  await expect(runShardProcess(setting, () => {}, never)).rejects.toMatchObject({
    code: 'bad-store',
    message: expect.stringContaining('does-not-load.ts does not load'),
  })
})

// Catches a process that goes on replaying after Ctrl-C.
test('a shard that is stopped ends its process, with the reason', async () => {
  const stopped = new AbortController()
  const reason = new Error('enough')
  const onProgress = () => stopped.abort(reason)
  const setting = await settingOf(referenceStorePath)
  await expect(runShardProcess(setting, onProgress, stopped.signal)).rejects.toBe(reason)
})
