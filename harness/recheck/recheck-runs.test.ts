import { expect, test } from 'vitest'
import swarm from '../../scenarios/swarm.ts'
import { openDatabase } from '../history/open-database.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import { runOnce } from '../verify/run-once.ts'
import { type JudgedRun, recheckRuns } from './recheck-runs.ts'

const { open } = await loadStore(referenceStorePath)
const [definitions] = swarm.definitions

async function runsOf(seeds: number): Promise<JudgedRun[]> {
  const runs: JudgedRun[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const { history, judged } = await runOnce({ ...swarm, train: false }, seed, open, {})
    runs.push({ history, judged })
  }
  return runs
}

// Catches logs of one batch that run into each other by a key, an id or an offset, and a comparison that compares nothing.
test('seeds of one batch keep apart, and one value that is changed is seen', async () => {
  if (definitions === undefined) throw new Error('the swarm has no document')
  const runs = await runsOf(40)
  const database = await openDatabase({ settings: { threads: '1' } })
  const rows = runs.reduce((sum, { judged }) => sum + judged.rows.length, 0)
  const right = await recheckRuns(definitions, runs, database)
  expect(right.disagreements).toBe(0)
  // Two readings and what was served, by two evaluators, of eight features.
  expect(right.sampled).toBe(rows * 8 * 3 * 2)
  const [first, ...others] = runs as [JudgedRun, ...JudgedRun[]]
  const [row, ...rest] = first.judged.rows
  if (row === undefined) throw new Error('nothing was asked')
  const cells = { ...row.served.cells, attempts_10m: { value: 77n, state: 'present' as const } }
  const changed = { ...first.judged, rows: [{ ...row, served: { ...row.served, cells } }, ...rest] }
  const wrong = await recheckRuns(definitions, [{ ...first, judged: changed }, ...others], database)
  database.close()
  expect(wrong.disagreements).toBe(2)
})
