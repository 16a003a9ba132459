import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { historyHash } from '../history/history-hash.ts'
import { loadHistory } from '../history/load-history.ts'
import { stageHistory } from '../history/stage-history.ts'
import { plumbline } from './testing/plumbline.ts'

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-same-'))
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

const both = ['restart', 'service']

/** Hashes of the Histories that a process of its own left behind. */
async function hashesOf(out: string, scenarios: readonly string[], seed: number, workers: number) {
  const named = scenarios.flatMap(name => ['--scenario', name])
  const where = ['--seed', String(seed), '--runs', '1', '--workers', String(workers), '--out', out]
  const { code } = await plumbline(['verify', ...named, ...where], { cwd })
  expect(code).toBe(0)
  const hashes: string[] = []
  for (const name of scenarios) {
    const staged = await stageHistory(join(cwd, out, `${name}-${seed}`))
    hashes.push(historyHash(await loadHistory(staged)))
    await staged.close()
  }
  return hashes
}

test('the same seed gives the same History hash in another process, and another seed gives another', async () => {
  const first = await hashesOf('first', both, 7, 1)
  expect(await hashesOf('second', both, 7, 2)).toEqual(first)
  expect(new Set([...first, ...(await hashesOf('other', ['restart'], 8, 1))]).size).toBe(3)
  // Not the hash alone: the file is the same to the byte.
  const served = (out: string) => readFile(join(cwd, out, 'restart-7', 'served.parquet'))
  expect((await served('second')).equals(await served('first'))).toBe(true)
})
